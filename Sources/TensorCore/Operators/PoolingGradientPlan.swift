import KernelInterface

/// What a gradient of pooling reads of the input's rows and dOutput's, and its options.
struct PoolingGradientPlan: Sendable {
  /// How the gradient of a result gets to its window's elements.
  enum Rule: Sendable {
    /// To the one that is chosen.
    case choice(WindowChoice)
    /// To the one that an index names; in its place where it is not added.
    case index(adds: Bool)
    /// To all, divided by their count or by what is stated.
    case average(divisor: Int?)
    /// To all, by the derivative of (Σ|x|^p)^(1/p).
    case power(Double)
  }

  let rule: Rule
  let window: Window
  let channels: Int
  let spans: [PoolingSpan]
  /// Elements of a row of the input and of dOutput.
  let inputRow: Int
  let outputRow: Int
  private let countsPadding: Bool
  var rows: AxisWindow { window.axes[0] }

  init(_ rule: Rule, window: Window, channels: Int, countsPadding: Bool = false) {
    self.rule = rule
    self.countsPadding = countsPadding
    self.window = window
    self.channels = channels
    let inner = window.axes.dropFirst()
    inputRow = inner.reduce(channels) { $0 * $1.input }
    outputRow = inner.reduce(channels) { $0 * $1.output }
    spans = PoolingSpan.all(
      inner.map { axis in
        (0..<axis.output).map { axis.reach(of: $0, countsPadding: countsPadding) }
      }, lengths: inner.map(\.input), channels: channels)
  }

  func reach(_ outputRow: Int) -> PoolingReach {
    rows.reach(of: outputRow, countsPadding: countsPadding)
  }

  /// The output rows whose windows may meet some rows of the input.
  func outputs(reaching range: Range<Int>) -> Range<Int> {
    let lower = firstOutput { reach($0).end > range.lowerBound }
    return lower..<max(lower, firstOutput { reach($0).start >= range.upperBound })
  }

  /// The rows of the input that the windows of some output rows meet.
  func inputs(of outputs: Range<Int>) -> Range<Int>? {
    guard let first = outputs.first, let last = outputs.last else { return nil }
    return max(0, reach(first).start)..<min(rows.input, reach(last).end)
  }

  /// The first output row of which something holds that holds of all after it.
  private func firstOutput(_ holds: (Int) -> Bool) -> Int {
    var (lower, upper) = (0, rows.output)
    while lower < upper {
      let middle = (lower + upper) / 2
      if holds(middle) { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }
}
