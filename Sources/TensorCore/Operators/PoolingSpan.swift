/// Neighbouring results of one output row whose windows look alike, and each start one element
/// after the one before: results and input elements that lie side by side.
struct PoolingSpan: Sendable {
  /// The first result, counted in elements from the output row's first.
  let output: Int
  /// The elements of the first window: counted from the input row's first.
  let input: Int
  /// Results.
  var count: Int
  /// Elements of the window along the middle axis (1 of 1- and 2-dimensional data) and the last
  /// (1 of 1-dimensional data), and how far they are apart.
  let middle: (count: Int, pitch: Int)
  let last: (count: Int, pitch: Int)
  /// Positions of the window that an average counts, without the first axis.
  let divisor: Int
  /// The first window's first element along the two axes.
  let position: (middle: Int, last: Int)

  /// Elements of the window in one row.
  var taps: Int { middle.count * last.count }

  /// Where element `tap` of the window lies in a row, from the window's first one.
  func offset(_ tap: Int) -> Int {
    if middle.count == 1 { return tap * last.pitch }
    let (k, l) = tap.quotientAndRemainder(dividingBy: last.count)
    return k * middle.pitch + l * last.pitch
  }

  /// All spans of an output row, in order.
  ///
  /// - Parameters:
  ///   - inner: for the axes but the first, what each window reaches, in order.
  ///   - lengths: the input's lengths of these axes.
  static func all(_ inner: [[PoolingReach]], lengths: [Int], channels: Int) -> [PoolingSpan] {
    let middleAxis = inner.count == 2 ? inner[0] : [.one]
    let lastAxis = inner.last ?? [.one]
    let linePitch = (lengths.last ?? 1) * channels
    var spans: [PoolingSpan] = []
    for (m, middle) in middleAxis.enumerated() {
      var previous: PoolingReach?
      for (l, last) in lastAxis.enumerated() {
        if let previous, last.first == previous.first + 1, last.count == previous.count,
          last.divisor == previous.divisor
        {
          spans[spans.count - 1].count += channels
        } else {
          spans.append(
            PoolingSpan(
              output: (m * lastAxis.count + l) * channels,
              input: middle.first * linePitch + last.first * channels, count: channels,
              middle: (middle.count, middle.step * linePitch),
              last: (last.count, last.step * channels),
              divisor: middle.divisor * last.divisor, position: (middle.first, last.first)))
        }
        previous = last
      }
    }
    return spans
  }
}
