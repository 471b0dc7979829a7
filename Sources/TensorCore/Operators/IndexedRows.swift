import KernelInterface

/// Passes on results of a choice and, beside them, the indices of the elements that they are:
/// of each band first come all results, then the numbers of the taps that they came from.
final class IndexedRows<Scalar: ComputeScalar>: RowPartner, @unchecked Sendable {
  private let values: ElementSink<Scalar>
  private let indices: ElementSink<Double>
  private let window: Window
  private let indexing: PoolingIndexing
  private let channels: Int
  /// What the windows of a row's positions reach along the middle and the last axis.
  private let middle: [PoolingReach]
  private let last: [PoolingReach]
  private let row: PlacedMemory<Double>
  /// The next output row, counted over all images.
  private var nextRow = 0
  var waits: Bool { values.waits || indices.waits }

  /// - Throws: `MemoryError`.
  init(
    values: ElementSink<Scalar>, indices: ElementSink<Double>, window: Window,
    indexing: PoolingIndexing, channels: Int
  ) throws {
    self.values = values
    self.indices = indices
    self.window = window
    self.indexing = indexing
    self.channels = channels
    func reaches(_ axis: AxisWindow?) -> [PoolingReach] {
      guard let axis else { return [.one] }
      return (0..<axis.output).map { axis.reach(of: $0, countsPadding: false) }
    }
    middle = reaches(window.axes.count == 3 ? window.axes[1] : nil)
    last = reaches(window.axes.count > 1 ? window.axes.last : nil)
    row = try PlacedMemory(count: middle.count * last.count * channels)
  }

  func take(_ rows: UnsafePointer<Scalar>, _ count: Int) throws {
    let results = count / 2
    try values.write(rows, results)
    let inRow = middle.count * last.count * channels
    for first in stride(from: results, to: count, by: inRow) {
      index(rows + first, row.start)
      try indices.write(row.start, inRow)
      nextRow += 1
    }
  }

  /// Turns the taps of one output row into bits of indices.
  private func index(_ taps: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Double>) {
    let (image, number) = nextRow.quotientAndRemainder(dividingBy: window.axes[0].output)
    let row = window.axes[0].reach(of: number, countsPadding: false)
    let none = WindowChoice.noTap(Scalar.self).wholeBits
    var next = 0
    for middle in middle {
      for last in last {
        let start =
          image * indexing.image + row.start * indexing.row + middle.start * indexing.middle
          + last.start * indexing.last
        let first =
          image * indexing.image + row.first * indexing.row + middle.first * indexing.middle
          + last.first * indexing.last
        let (middleLength, lastLength) = (UInt(middle.length), UInt(last.length))
        let (rowStep, middleStep, lastStep) = (
          row.step * indexing.row, middle.step * indexing.middle, last.step * indexing.last
        )
        for channel in 0..<channels {
          let tap = taps[next].wholeBits
          var index = channel * indexing.channel
          if tap == none {
            index += first
          } else {
            let (line, l) = UInt(tap).quotientAndRemainder(dividingBy: lastLength)
            let (k, m) =
              middleLength == 1
              ? (line, 0) : line.quotientAndRemainder(dividingBy: middleLength)
            index += start + Int(k) * rowStep + Int(m) * middleStep + Int(l) * lastStep
          }
          target[next] = Double.ofBits(index)
          next += 1
        }
      }
    }
  }
}
