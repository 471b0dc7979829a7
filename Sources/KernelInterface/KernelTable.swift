/// The kernels of one instruction set for one element type, as TensorCore calls them.
///
/// Kernels take pointers and counts that their caller has checked; they neither allocate, throw
/// nor fail. All tables give the same bits.
public struct KernelTable<Scalar>: Sendable {
  /// Results in one vector register.
  public var lanes: Int
  /// Output positions that the tile kernel computes at once. The `pixels` of a `TileJob` have
  /// this many readable entries after the last one.
  public var tileRows: Int
  /// Dense convolution: tiles of output positions × output channels.
  public var convolveTiles: @Sendable (TileJob<Scalar>) -> Void
  /// The same with an input for each column: the element of column `o` is at
  /// `pixels[p] + element(k) + o`. Reads whole vectors of inputs and weights.
  public var multiplyLanes: @Sendable (TileJob<Scalar>) -> Void
  /// As `multiplyLanes`, with one weight for all columns of a step: `weights[k·weightStep]`.
  public var multiplyLanesByScalar: @Sendable (TileJob<Scalar>) -> Void
  /// Windows that slide over vectors, each lane by itself.
  public var multiplySliding: @Sendable (SlidingJob<Scalar>) -> Void
  /// Convolution of each channel by itself, lines of output positions at a time. The taps are
  /// equally far apart.
  public var convolveLines: @Sendable (LineJob<Scalar>) -> Void
  /// As `convolveLines`, with taps anywhere and one weight for all results of a unit, which is one
  /// vector wide and follows the one before: `columns` is 1. Also several outputs.
  public var convolveLinesByScalar: @Sendable (LineJob<Scalar>) -> Void
  /// As `convolveLines`, in groups of four inputs and four results: a tap has a row of weights for
  /// each input of a group, and result `i` takes its input `j` from element `i − i mod 4 + j`. Nil
  /// where a vector holds fewer than four.
  public var convolveLinesInFours: (@Sendable (LineJob<Scalar>) -> Void)?
  /// Inputs of small groups, each in the lanes of the results that take it.
  public var spread: @Sendable (SpreadJob<Scalar>) -> Void
  /// Rows whose elements come several times.
  public var repeatRows: @Sendable (RepeatJob<Scalar>) -> Void
  /// Sequences put side by side, a lane for each.
  public var transpose: @Sendable (TransposeJob<Scalar>) -> Void
  /// Elements of several planes, moved from where they lie in turn to a place of each plane, and back.
  public var separatePlanes: @Sendable (PlanesJob<Scalar>) -> Void
  public var joinPlanes: @Sendable (PlanesJob<Scalar>) -> Void
  /// Convolution lane by lane, each with its own weight.
  public var convolveWindows: @Sendable (WindowJob<Scalar>) -> Void
  /// The largest or the smallest element of each window, the first of equals; a NaN wins.
  public var chooseWindows: @Sendable (WindowJob<Scalar>, WindowChoice) -> Void
  /// The sum of each window by plain additions in tap order.
  public var sumWindows: @Sendable (WindowJob<Scalar>) -> Void
  /// The same sum, divided.
  public var averageWindows: @Sendable (WindowJob<Scalar>) -> Void
  /// The sum of the squares of each window by fused multiply-adds in tap order.
  public var squareWindows: @Sendable (WindowJob<Scalar>) -> Void
  /// `values[i] = canonical(values[i] / divisor)`.
  public var divide:
    @Sendable (_ values: UnsafeMutablePointer<Scalar>, _ divisor: Scalar, _ count: Int) -> Void

  public init(
    lanes: Int, tileRows: Int,
    convolveTiles: @escaping @Sendable (TileJob<Scalar>) -> Void,
    multiplyLanes: @escaping @Sendable (TileJob<Scalar>) -> Void,
    multiplyLanesByScalar: @escaping @Sendable (TileJob<Scalar>) -> Void,
    multiplySliding: @escaping @Sendable (SlidingJob<Scalar>) -> Void,
    convolveLines: @escaping @Sendable (LineJob<Scalar>) -> Void,
    convolveLinesByScalar: @escaping @Sendable (LineJob<Scalar>) -> Void,
    convolveLinesInFours: (@Sendable (LineJob<Scalar>) -> Void)?,
    spread: @escaping @Sendable (SpreadJob<Scalar>) -> Void,
    repeatRows: @escaping @Sendable (RepeatJob<Scalar>) -> Void,
    transpose: @escaping @Sendable (TransposeJob<Scalar>) -> Void,
    separatePlanes: @escaping @Sendable (PlanesJob<Scalar>) -> Void,
    joinPlanes: @escaping @Sendable (PlanesJob<Scalar>) -> Void,
    convolveWindows: @escaping @Sendable (WindowJob<Scalar>) -> Void,
    chooseWindows: @escaping @Sendable (WindowJob<Scalar>, WindowChoice) -> Void,
    sumWindows: @escaping @Sendable (WindowJob<Scalar>) -> Void,
    averageWindows: @escaping @Sendable (WindowJob<Scalar>) -> Void,
    squareWindows: @escaping @Sendable (WindowJob<Scalar>) -> Void,
    divide: @escaping @Sendable (UnsafeMutablePointer<Scalar>, Scalar, Int) -> Void
  ) {
    self.lanes = lanes
    self.tileRows = tileRows
    self.convolveTiles = convolveTiles
    self.multiplyLanes = multiplyLanes
    self.multiplyLanesByScalar = multiplyLanesByScalar
    self.multiplySliding = multiplySliding
    self.convolveLines = convolveLines
    self.convolveLinesByScalar = convolveLinesByScalar
    self.convolveLinesInFours = convolveLinesInFours
    self.spread = spread
    self.repeatRows = repeatRows
    self.transpose = transpose
    self.separatePlanes = separatePlanes
    self.joinPlanes = joinPlanes
    self.convolveWindows = convolveWindows
    self.chooseWindows = chooseWindows
    self.sumWindows = sumWindows
    self.averageWindows = averageWindows
    self.squareWindows = squareWindows
    self.divide = divide
  }

  /// Output channels in one panel of packed weights: two vectors, or one where one is enough.
  public func panelWidth(channels: Int) -> Int { channels <= lanes ? lanes : 2 * lanes }
}
