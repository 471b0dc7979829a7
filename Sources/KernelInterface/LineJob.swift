/// Convolution of some lines of output with one weight a lane: filters applied to each channel
/// by itself.
///
/// A line is a row of results that follow each other along the last spatial axis. It is made of
/// equal units: output positions, or, where neighbouring results read neighbouring inputs,
/// stretches after which the weights repeat. Result `i` of unit `u` of line `r` is
///
///     output[r·outputStride + u·unitWidth + i] = canonical(chain from start[i] of
///       input[step.offset + taps[t] + u·unitStep + i] · weights[step.weight(r) + t·columns + i])
///
/// over the steps in order and in each over the taps `t` in order. A step is a row of the input;
/// lines that do not read it have a negative weight offset there. One load of the input thus
/// serves all lines that read it.
public struct LineJob<Scalar> {
  /// Where the window of line 0's first result starts. A vector past the last element used is
  /// readable.
  public var input: UnsafePointer<Scalar>
  /// Lines: as many as the steps are for.
  public var lines: Int
  public var unitCount: Int
  /// Elements from one unit's input to the next's.
  public var unitStep: Int
  /// Results in a unit.
  public var unitWidth: Int
  /// Results of a line after its last whole unit.
  public var tail: Int
  /// For each step its offset and then, for each line, the offset of its first weight.
  public var steps: UnsafePointer<Int>
  public var stepCount: Int
  /// Where lines come in one step after the other and leave so, again and again: rows of the
  /// kernel, less three. Negative: steps of any kind.
  public var fullSteps: Int
  /// Offset of each tap inside a row.
  public var taps: UnsafePointer<Int>
  public var tapCount: Int
  /// Rows of `columns` weights: a unit's width in whole vectors.
  public var weights: UnsafePointer<Scalar>
  public var columns: Int
  /// What the results of a unit start at: `columns` values.
  public var start: UnsafePointer<Scalar>
  public var output: UnsafeMutablePointer<Scalar>
  /// Elements from one line's results to the next's.
  public var outputStride: Int
  /// What is read soon after: kernels ask for it meanwhile.
  public var ahead = UnsafeRawBufferPointer(start: nil, count: 0)

  public init(
    input: UnsafePointer<Scalar>, lines: Int, unitCount: Int, unitStep: Int, unitWidth: Int,
    tail: Int, steps: UnsafePointer<Int>, stepCount: Int, fullSteps: Int, taps: UnsafePointer<Int>,
    tapCount: Int, weights: UnsafePointer<Scalar>, columns: Int, start: UnsafePointer<Scalar>,
    output: UnsafeMutablePointer<Scalar>, outputStride: Int
  ) {
    self.input = input
    self.lines = lines
    self.unitCount = unitCount
    self.unitStep = unitStep
    self.unitWidth = unitWidth
    self.tail = tail
    self.steps = steps
    self.stepCount = stepCount
    self.fullSteps = fullSteps
    self.taps = taps
    self.tapCount = tapCount
    self.weights = weights
    self.columns = columns
    self.start = start
    self.output = output
    self.outputStride = outputStride
  }
}
