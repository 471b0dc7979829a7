/// What a file says about how its samples relate to light.
public enum ColorSpace: Equatable, Sendable {
  case sRGB
  /// Samples are light to the power of this exponent, such as 1/2.2.
  case gamma(Double)
  /// A profile, which is not interpreted, and its name.
  case profile(String)

  /// The curve that turns samples into light. What a file says nothing about is taken as sRGB.
  static func curve(_ space: ColorSpace?) -> TransferCurve {
    if let space, case .gamma(let exponent) = space, !isUsual(exponent) {
      return .power(1 / exponent)
    }
    return .sRGB
  }

  /// Software that writes 1/2.2 means sRGB.
  private static func isUsual(_ exponent: Double) -> Bool { abs(exponent - 1 / 2.2) < 0.005 }

  /// What about it was not minded when samples became elements; nil: nothing.
  ///
  /// - Parameter isLinear: whether samples were turned into light.
  public func disregarded(isLinear: Bool) -> String? {
    switch self {
    case .sRGB: nil
    case .gamma(let exponent):
      isLinear || Self.isUsual(exponent)
        ? nil
        : "samples are light to the power \(exponent) (gAMA) and are taken as stored; --linear turns them into light"
    case .profile(let name):
      name.lowercased().contains("srgb")
        ? nil : "the color profile '\(name)' (iCCP) is not applied, samples are taken as sRGB"
    }
  }
}
