import TensorCore

/// A histogram in characters: a line a bin, with a bar as long as its count.
struct HistogramDrawing {
  private let histogram: Histogram

  init(_ histogram: Histogram) { self.histogram = histogram }

  /// Characters of the longest bar.
  private static let longest = 40

  var lines: [String] {
    let counts = histogram.counts
    let most = counts.max() ?? 0
    let borders = counts.indices.map { "\(histogram.border($0))" }
    let end = "\(histogram.border(counts.count))"
    let width = max(borders.map(\.count).max() ?? 0, end.count)
    func right(_ text: String) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    let rows = counts.indices.map { index in
      let bar = Self.bar(counts[index], of: most)
      let space = String(repeating: " ", count: Self.longest - bar.count)
      return "  \(right(borders[index])) \(bar)\(space) \(counts[index])"
    }
    guard rows.count > 1 else { return rows }
    return rows + ["  \(right(end))"]
  }

  /// In eighths of a character; whatever is not nothing can be seen.
  private static func bar(_ count: Int, of most: Int) -> String {
    guard count > 0 else { return "" }
    let length = Double(count) / Double(most) * Double(8 * longest)
    let eighths = max(1, Int(length.rounded()))
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}
