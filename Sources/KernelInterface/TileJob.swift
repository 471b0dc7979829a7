/// Fused multiply-add chains of a list of windows with a matrix of weights:
///
///     output[p·outputStride + o] =
///       canonical(chain from start[p·startStride + o] over k of
///         input[pixels[p] + element(k)] · weight[row(k), o])
///
/// The chain takes the elements of the runs in their order; those of one run meet consecutive
/// rows of the weights. `canonical` replaces every NaN by the one quiet NaN, and, where the job
/// asks for it, −0 by +0.
///
/// Convolution: the windows are output positions, the chain goes over taps and input channels.
/// Its gradient for the weight: the windows are taps and input channels, the chain goes over
/// output positions, and the weights are dOutput.
public struct TileJob<Scalar> {
  /// The band. Every `pixels[p] + run.offset + i·inputStep` lies inside it.
  public var input: UnsafePointer<Scalar>
  /// Where each window starts in `input`, in elements.
  public var pixels: UnsafePointer<Int>
  public var pixelCount: Int
  public var runs: UnsafePointer<Run>
  public var runCount: Int
  /// See `TileSegment`.
  public var runsAreShort = false
  /// Windows with runs of their own: the first `pixelCount` of `pixels` are those of the first
  /// segment, and so on. Empty: all windows take `runs`.
  public var segments: UnsafeBufferPointer<TileSegment>
  /// From one element of a run to the next.
  public var inputStep: Int
  /// `weight[r, o]` of the first panel of `panelWidth` columns at `r·weightStep + o`. Whole
  /// panels are read.
  public var weights: UnsafePointer<Scalar>
  public var weightStep: Int
  /// From one panel to the next.
  public var panelStride: Int
  /// Columns of the matrix; the last panel may be partly used.
  public var channels: Int
  /// What the accumulators start at, in whole panels; `startStride` 0 is the same for all
  /// windows. Other strides are for at least `tileRows` readable rows after the last one.
  public var start: UnsafePointer<Scalar>
  public var startStride: Int
  /// The first of `channels` results of window 0.
  public var output: UnsafeMutablePointer<Scalar>
  /// Elements from one window's results to the next's.
  public var outputStride: Int
  /// Where each window's results start, counted from `output`, if not at `p·outputStride`.
  public var targets: UnsafePointer<Int>?
  /// Whether +0 is added to every result, so that none is −0.
  public var addsZero = false
  /// What is read soon after: kernels ask for it meanwhile.
  public var ahead = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The same of the weights.
  public var weightsAhead = UnsafeRawBufferPointer(start: nil, count: 0)

  public init(
    input: UnsafePointer<Scalar>, pixels: UnsafePointer<Int>, pixelCount: Int,
    runs: UnsafePointer<Run>, runCount: Int,
    inputStep: Int = 1,
    weights: UnsafePointer<Scalar>, weightStep: Int, panelStride: Int, channels: Int,
    start: UnsafePointer<Scalar>, startStride: Int = 0, output: UnsafeMutablePointer<Scalar>,
    outputStride: Int
  ) {
    self.input = input
    self.pixels = pixels
    self.pixelCount = pixelCount
    self.runs = runs
    self.runCount = runCount
    segments = UnsafeBufferPointer(start: nil, count: 0)
    self.inputStep = inputStep
    self.weights = weights
    self.weightStep = weightStep
    self.panelStride = panelStride
    self.channels = channels
    self.start = start
    self.startStride = startStride
    self.output = output
    self.outputStride = outputStride
    targets = nil
  }

  /// - Parameter segments: at least one.
  public init(
    input: UnsafePointer<Scalar>, pixels: UnsafePointer<Int>,
    segments: UnsafeBufferPointer<TileSegment>, inputStep: Int = 1,
    weights: UnsafePointer<Scalar>, weightStep: Int, panelStride: Int, channels: Int,
    start: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, outputStride: Int,
    targets: UnsafePointer<Int>?
  ) {
    self.init(
      input: input, pixels: pixels, pixelCount: segments.reduce(0) { $0 + $1.pixelCount },
      runs: segments[0].runs, runCount: segments[0].runCount, inputStep: inputStep,
      weights: weights, weightStep: weightStep, panelStride: panelStride, channels: channels,
      start: start, output: output, outputStride: outputStride)
    self.segments = segments
    self.targets = targets
  }
}

/// Windows of a `TileJob` that follow each other and take the same runs.
public struct TileSegment {
  public var pixelCount: Int
  public var runs: UnsafePointer<Run>
  public var runCount: Int

  /// Whether all runs have `Run.shortCount` elements, next to each other, whose rows of weights, a
  /// panel of two vectors each, follow those of the run before: kernels then go from one run to the
  /// next without a pause.
  public var runsAreShort: Bool

  public init(
    pixelCount: Int, runs: UnsafePointer<Run>, runCount: Int, runsAreShort: Bool = false
  ) {
    self.pixelCount = pixelCount
    self.runs = runs
    self.runCount = runCount
    self.runsAreShort = runsAreShort
  }
}
