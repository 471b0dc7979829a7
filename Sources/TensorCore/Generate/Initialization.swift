/// The deviation of a weight's first values, from its fans.
public enum Initialization: Equatable, Sendable {
  /// gain / √fan (He, Zhang, Ren and Sun, 'Delving deep into rectifiers', 2015).
  case kaiming(gain: Double, fromOutput: Bool)
  /// gain·√(2 / (fan-in + fan-out)) (Glorot and Bengio, 'Understanding the difficulty of training
  /// deep feedforward neural networks', 2010).
  case xavier(gain: Double)

  /// 0 for a weight without elements.
  public func deviation(_ fan: Fan) -> Double {
    switch self {
    case .kaiming(let gain, let fromOutput):
      let count = fromOutput ? fan.output : fan.input
      return count == 0 ? 0 : gain / Double(count).squareRoot()
    case .xavier(let gain):
      let count = fan.input + fan.output
      return count == 0 ? 0 : gain * (2 / Double(count)).squareRoot()
    }
  }

  /// Values of that deviation: normal ones about 0, or from −√3 to √3 deviations.
  public func fill(_ fan: Fan, isUniform: Bool) -> Fill {
    let deviation = deviation(fan)
    guard isUniform else { return .normal(mean: 0, deviation: deviation) }
    let bound = 3.0.squareRoot() * deviation
    return .uniform(low: -bound, high: bound)
  }
}
