import KernelInterface
import Testing

@testable import TensorCore

/// Rows that are read of an array without its padding.
@Suite struct RealLinesTests {
  private static let images = 2
  private static let fill: Float = -7

  private func layout(stride: Int) throws -> BandLayout {
    let window = try Window(
      spatial: [5, 7], kernel: [3, 2], stride: [stride, 1], dilation: [1, 2],
      padding: .amounts([.init(before: 1, after: 2), .init(before: 2, after: 1)]), mode: .zero)
    return try BandLayout(window, channels: 3)
  }

  /// Element of a padded row, rows counted over all images.
  private func element(_ layout: BandLayout, row: Int, _ index: Int) -> Float {
    let (image, line) = row.quotientAndRemainder(dividingBy: layout.paddedRows)
    let (rows, last) = (layout.axes[0], layout.axes[1])
    let (y, x) = (line - rows.before, index / layout.channels - last.before)
    guard (0..<rows.input).contains(y), (0..<last.input).contains(x) else { return Self.fill }
    let pixel = (image * rows.input + y) * last.input + x
    return Float(pixel * layout.channels + index % layout.channels)
  }

  private func withWork(
    _ layout: BandLayout, _ body: (BandWork<Float>) -> Void
  ) {
    let count = layout.axes.reduce(Self.images * layout.channels) { $0 * $1.input }
    let array = (0..<count).map(Float.init) + [Float](repeating: 0, count: kernelSlack)
    var results = [Float](repeating: 0, count: Self.images * layout.rows.output * 10)
    array.withUnsafeBufferPointer { array in
      results.withUnsafeMutableBufferPointer {
        body(
          BandWork(
            rows: 0..<Self.images * layout.rows.output, band: array.baseAddress!, firstRow: 0,
            lacksPadding: true, output: $0.baseAddress!, ahead: (.empty, .empty)))
      }
    }
  }

  @Test(arguments: [1, 2, 4])
  func whatIsThereLiesInTheArray(stride: Int) throws {
    let layout = try layout(stride: stride)
    withWork(layout) { work in
      for image in 0..<Self.images {
        let lines = work.lines(layout, image: image)
        for row in 0..<layout.paddedRows {
          for index in 0..<layout.pitch {
            let expected = element(layout, row: image * layout.paddedRows + row, index)
            let isThere = lines.rows.contains(row) && lines.elements.contains(index)
            #expect(isThere == (expected != Self.fill))
            if isThere { #expect(lines.origin[row * lines.pitch + index] == expected) }
          }
        }
      }
    }
  }

  @Test(arguments: [1, 2, 4])
  func rowsGetTheirPadding(stride: Int) throws {
    let layout = try layout(stride: stride)
    withWork(layout) { work in
      for first in work.rows {
        for end in first + 1...work.rows.upperBound {
          work.withPadding(layout, rows: first..<end, fill: Self.fill, outputPitch: 10) { padded in
            #expect(padded.rows == first..<end)
            #expect(padded.output == work.output + 10 * first)
            let lines = padded.lines(layout, image: 0)
            for row in layout.rowsNeeded(first..<end) {
              let found = (0..<layout.pitch).map { lines.origin[row * lines.pitch + $0] }
              #expect(found == (0..<layout.pitch).map { element(layout, row: row, $0) })
            }
          }
        }
      }
    }
  }
}
