/// The elements of the input that one window meets along an axis.
struct PoolingReach: Equatable, Sendable {
  /// Where the window starts and where it ends, padding included. Both grow with the window's
  /// number, and all its elements are between them.
  let start: Int
  let end: Int
  /// Its elements of the input: `first`, `first + step`, …, `count` of them.
  let first: Int
  let count: Int
  let step: Int
  /// Its elements with those in the padding.
  let length: Int
  /// By how many positions along this axis an average is divided.
  let divisor: Int

  /// That of an axis that is not there.
  static let one = PoolingReach(
    start: 0, end: 1, first: 0, count: 1, step: 1, length: 1, divisor: 1)

  /// Which of the elements lie in `range`.
  func elements(in range: Range<Int>) -> Range<Int> {
    func number(from position: Int) -> Int {
      min(max(0, (position - first).dividedUp(by: step)), count)
    }
    let lower = number(from: range.lowerBound)
    return lower..<max(lower, number(from: range.upperBound))
  }
}

extension AxisWindow {
  /// What window `index` meets.
  ///
  /// - Parameter countsPadding: whether the divisor counts positions in the padding.
  func reach(of index: Int, countsPadding: Bool) -> PoolingReach {
    let start = start(index) - before
    let length = length(of: index)
    let skipped = start < 0 ? (dilation - 1 - start) / dilation : 0
    let last = min(length - 1, (input - 1 - start) / dilation)
    return PoolingReach(
      start: start, end: start + dilation * (length - 1) + 1,
      first: start + skipped * dilation, count: last - skipped + 1, step: dilation,
      length: length,
      divisor: countedTaps(of: index, countsPadding: countsPadding))
  }
}
