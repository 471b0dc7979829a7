/// Convolution of some lines of output with one weight a lane: filters applied to each channel
/// by itself.
///
/// A line is a row of results that follow each other along the last spatial axis. It is made of
/// equal units: output positions, or, where neighbouring results read neighbouring inputs,
/// stretches after which the weights repeat. Result `i` of unit `u` of line `l` is
///
///     output[l·outputStride + u·unitOutputStep + i] = canonical(chain from start[i] of
///       input[rowOffsets[row(p, l, r)] + taps[t] + u·unitStep + i]
///         · weights[((p·rows + r)·tapCount + t)·columns + i])
///
/// over the planes `p`, in each over the rows `r` of the kernel, and in each over the taps `t`, in
/// order. Of `rows + (lines − 1)·lead` rows of the input in each plane, line `l` reads those from
/// `l·lead` on: `row(p, l, r) = p·(rows + (lines − 1)·lead) + l·lead + r`. One load of the input
/// thus serves all lines that read it.
///
/// Of `outputs` results that take the same input, result `i` is at
/// `output[l·outputStride + u·unitOutputStep + i·outputs + o]`. Each output `o` has weights and a start of
/// its own: they follow those of the output before, all weights of a filter and `unitWidth` starts. Units
/// of several outputs follow each other.
public struct LineJob<Scalar> {
  /// Where the window of line 0's first result starts. A vector past the last element used is
  /// readable.
  public var input: UnsafePointer<Scalar>
  public var lines: Int
  public var unitCount: Int
  /// Elements from one unit's input to the next's.
  public var unitStep: Int
  /// Results in a unit.
  public var unitWidth: Int
  /// Results of a line after its last whole unit.
  public var tail: Int
  /// Where the rows of the input are that the lines read.
  public var rowOffsets: UnsafePointer<Int>
  public var planes: Int
  /// Rows of the kernel in a plane.
  public var rows: Int
  /// Rows that a line reads before the next line reads its first: from 1 to `rows`.
  public var lead: Int
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
  /// Elements from one unit's results to the next's: the unit's width, unless said otherwise.
  public var unitOutputStep: Int
  /// Results that take the same input: up to `LineJob.mostOutputs` for `convolveLinesByScalar`, 1 for others.
  public var outputs = 1
  public static var mostOutputs: Int { 4 }
  /// What is read soon after: kernels ask for it meanwhile.
  public var ahead = UnsafeRawBufferPointer(start: nil, count: 0)

  public init(
    input: UnsafePointer<Scalar>, lines: Int, unitCount: Int, unitStep: Int, unitWidth: Int,
    tail: Int, rowOffsets: UnsafePointer<Int>, planes: Int, rows: Int, lead: Int,
    taps: UnsafePointer<Int>, tapCount: Int, weights: UnsafePointer<Scalar>, columns: Int,
    start: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, outputStride: Int
  ) {
    self.input = input
    self.lines = lines
    self.unitCount = unitCount
    self.unitStep = unitStep
    self.unitWidth = unitWidth
    unitOutputStep = unitWidth
    self.tail = tail
    self.rowOffsets = rowOffsets
    self.planes = planes
    self.rows = rows
    self.lead = lead
    self.taps = taps
    self.tapCount = tapCount
    self.weights = weights
    self.columns = columns
    self.start = start
    self.output = output
    self.outputStride = outputStride
  }
}
