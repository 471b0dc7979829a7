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
    /// All but this percentage of the finite elements at each end.
    case percentile(Double)
  }

  public var layout: DataLayout = .standard(dims: 2)
  /// Whether arrays are weights, whose filters are the images of a batch.
  public var isWeights = false
  public var range: Range = .ofType
  /// Whether each cell of a grid has its own range, where that is taken from the elements.
  public var rangePerMap = false
  /// Colors for single channels; nil: shades of grey, or opposite colors for a symmetric range.
  public var colormap: Colormap?
  /// Red, green and blue of NaN, 0 to 255, which make RGB of grey; nil: magenta where there are
  /// colors, else white.
  public var nanColor: [Int]?
  /// Whether elements are light, to be stored by the sRGB curve.
  public var isLinear = false
  /// Bits of a sample, 8 or 16; nil: 16 for uint16, else 8.
  public var bits: Int?
  /// Columns and rows of a grid: of the images of a batch, else of single channels. nil: a grid
  /// only for weights and for more than four channels.
  public var grid: (columns: Int, rows: Int)?
  /// Pixels between the cells of a grid.
  public var gap = 1
  /// Pixels that each element takes to either side.
  public var enlargement = 1

  public init() {}

  /// Colors for single channels, if they are not grey.
  var effectiveColormap: Colormap? {
    let map = colormap ?? (range == .symmetric ? .coolwarm : .gray)
    return map == .gray ? nil : map
  }
}
