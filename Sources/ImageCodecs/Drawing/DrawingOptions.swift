import TensorCore

/// How arrays are drawn.
public struct DrawingOptions: Sendable {
  /// Which numbers become black and full intensity.
  public enum Range: Equatable, Sendable {
    /// All of an unsigned type with 8 or 16 bits, 0 to 1 of floating-point types and bool.
    case ofType
    case stated(low: Double, high: Double)
    /// From the smallest to the largest finite element.
    case minmax
    /// The same to both sides of 0, up to the largest magnitude of a finite element.
    case symmetric
  }

  public var layout: DataLayout = .standard(dims: 2)
  public var range: Range = .ofType
  /// Whether each map of a grid has its own range, where that is taken from the elements.
  public var rangePerMap = false
  /// Colours for single channels; nil: shades of grey, or opposite colours for a symmetric range.
  public var colormap: Colormap?
  /// Bits of a sample, 8 or 16; nil: 16 for uint16, else 8.
  public var bits: Int?
  /// Columns and rows of a grid of single channels; nil: such a grid only for more than four
  /// channels, with about as many columns as rows.
  public var grid: (columns: Int, rows: Int)?
  /// Pixels between the maps of a grid.
  public var gap = 1
  /// Pixels that each element takes to either side.
  public var enlargement = 1

  public init() {}

  /// Colours for single channels, if they are not grey.
  var effectiveColormap: Colormap? {
    let map = colormap ?? (range == .symmetric ? .coolwarm : .gray)
    return map == .gray ? nil : map
  }
}
