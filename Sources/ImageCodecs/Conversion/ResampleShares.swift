import TensorCore

/// How the pixels along one axis of an image share in those of another length.
///
/// There can be as many shares as there are pixels on either side, so they lie in memory whose lack
/// is an error.
struct ResampleShares {
  /// What an output pixel is made of: the first input pixel that has a share, and where its shares
  /// lie, which add up to 1.
  struct Run {
    var first: Int
    var shares: UnsafeBufferPointer<Double>

    /// The input pixel after the last that has a share.
    var end: Int { first + shares.count }
  }

  /// One for each output pixel.
  let runs: UnsafeBufferPointer<Run>
  /// The most shares that an output pixel has.
  let longest: Int

  /// What the pointers lead to.
  private let runMemory: Storage
  private let shareMemory: Storage

  /// - Throws: `MemoryError` if there are too many pixels.
  init(_ filter: ResampleFilter, input: Int, output: Int) throws(MemoryError) {
    let step = Double(input) / Double(output)
    let width = max(step, 1)
    let reach = filter.reach * width
    let most = min(input, Int(2 * reach) + 2)
    runMemory = try Storage(lengths: output, stride: MemoryLayout<Run>.stride)
    shareMemory = try Storage(lengths: output, most, stride: MemoryLayout<Double>.stride)
    let runs = runMemory.withBytes { $0.bindMemory(to: Run.self).baseAddress! }
    var shares = shareMemory.withBytes { $0.bindMemory(to: Double.self).baseAddress! }
    var longest = 0
    for index in 0..<output {
      let center = (Double(index) + 0.5) * step
      let first = max(0, Int(center - reach + 0.5))
      let count = min(input, Int(center + reach + 0.5)) - first
      for i in 0..<count {
        shares[i] = filter.share((Double(first + i) - center + 0.5) / width)
      }
      let run = UnsafeMutableBufferPointer(start: shares, count: count)
      let sum = run.reduce(0, +)
      for i in 0..<count { shares[i] /= sum }
      runs[index] = Run(first: first, shares: UnsafeBufferPointer(run))
      shares += count
      longest = max(longest, count)
    }
    self.runs = UnsafeBufferPointer(start: runs, count: output)
    self.longest = longest
  }
}
