/// Colours for numbers: 256 of them from the low to the high end of a range.
public enum Colormap: String, CaseIterable, Sendable {
  case gray, viridis, magma, coolwarm

  /// The colour of each index, as 0xRRGGBB.
  var colors: [UInt32] {
    switch self {
    case .gray: (0..<256).map { $0 * 0x010101 }
    case .viridis: ColormapTables.viridis
    case .magma: ColormapTables.magma
    case .coolwarm: ColormapTables.coolwarm
    }
  }
}
