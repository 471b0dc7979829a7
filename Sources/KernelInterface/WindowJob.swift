/// Windows that combine a vector of inputs a tap, lane by lane: depthwise convolution, filters
/// applied to each channel by itself, and pooling.
///
/// There are `spanCount` spans of `count` consecutive results. Result `i` of span `s` is
///
///     output[s·outputStride + i] =
///       combine over taps t, in order, of input[spans[s] + taps[t] + i] (and its weight)
///
/// A span is the channels of one output position, or the results of a whole row where stride
/// is 1 along it.
public struct WindowJob<Scalar> {
  /// The band. `laneSlack` elements past the last one used are readable.
  public var input: UnsafePointer<Scalar>
  /// Where each span's window starts in `input`, in elements.
  public var spans: UnsafePointer<Int>
  public var spanCount: Int
  /// Results in a span.
  public var count: Int
  /// Offset of each tap from the window's start, in elements.
  public var taps: UnsafePointer<Int>
  public var tapCount: Int
  /// Convolution: `tapCount` rows of `weightPeriod` weights; result `i` takes column
  /// `i mod weightPeriod`. A multiple of the vector's lanes. Pooling: not read.
  public var weights: UnsafePointer<Scalar>
  public var weightPeriod: Int
  /// What the accumulators start at: `weightPeriod` values for convolution, for pooling one
  /// vector's lanes of the identity, or what went before. Repeats like the weights.
  public var start: UnsafePointer<Scalar>
  public var output: UnsafeMutablePointer<Scalar>
  /// Elements from one span's results to the next's.
  public var outputStride: Int
  /// Where a choice tells which tap each result came from: its number as bits of a `Scalar`, laid
  /// out as `output`. Where no element takes the place of `start`, what is there stays.
  public var choices: UnsafeMutablePointer<Scalar>?
  /// The number of the first tap.
  public var firstTap: Int
  /// Bits of the elements that a choice turns over before it compares them; kernels set it.
  public var flip = 0
  /// What is read soon after: kernels ask for it meanwhile.
  public var ahead = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Average: what sums are divided by.
  public var divisor: Scalar?

  public init(
    input: UnsafePointer<Scalar>, spans: UnsafePointer<Int>, spanCount: Int, count: Int,
    taps: UnsafePointer<Int>, tapCount: Int, weights: UnsafePointer<Scalar>, weightPeriod: Int,
    start: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, outputStride: Int,
    choices: UnsafeMutablePointer<Scalar>? = nil, firstTap: Int = 0, divisor: Scalar? = nil
  ) {
    self.input = input
    self.spans = spans
    self.spanCount = spanCount
    self.count = count
    self.taps = taps
    self.tapCount = tapCount
    self.weights = weights
    self.weightPeriod = weightPeriod
    self.start = start
    self.output = output
    self.outputStride = outputStride
    self.choices = choices
    self.firstTap = firstTap
    self.divisor = divisor
  }
}
