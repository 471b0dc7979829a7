import TensorCore

/// Changes the size of images row by row, holding the rows that an output row needs. After the last
/// row of an image comes the first of the next.
struct Resampler {
  private let channels: Int
  private let height: Int
  private let columns: ResampleShares
  private let rows: ResampleShares
  /// Values in a row of the output's width.
  private let rowLength: Int
  /// Rows of the output's width that are still needed, each in the place of its number modulo
  /// `rows.longest`.
  private let held: Storage
  private let output: Storage
  private var rowsTaken = 0
  private var rowsGiven = 0

  /// - Throws: `MemoryError` if there are too many pixels.
  init(
    width: Int, height: Int, channels: Int, to size: ImageSize,
    filter: ResampleFilter
  ) throws(MemoryError) {
    self.channels = channels
    self.height = height
    columns = try ResampleShares(filter, input: width, output: size.width)
    rows = try ResampleShares(filter, input: height, output: size.height)
    let stride = MemoryLayout<Double>.stride
    held = try Storage(lengths: rows.longest, size.width, channels, stride: stride)
    output = try Storage(lengths: size.width, channels, stride: stride)
    rowLength = size.width * channels
  }

  /// Takes the next input row; `body` gets the output rows that it completes.
  mutating func take(
    _ row: UnsafePointer<Double>, _ body: (UnsafePointer<Double>) throws -> Void
  ) throws {
    squeeze(row, into: heldRow(rowsTaken))
    rowsTaken += 1
    while rowsGiven < rows.runs.count, rows.runs[rowsGiven].end <= rowsTaken {
      let run = rows.runs[rowsGiven]
      rowsGiven += 1
      try output.withBytes { output in
        let output = output.assumingMemoryBound(to: Double.self).baseAddress!
        mix(run, into: output)
        try body(output)
      }
    }
    if rowsTaken == height { (rowsTaken, rowsGiven) = (0, 0) }
  }

  /// Where an input row lies at the output's width.
  private func heldRow(_ number: Int) -> UnsafeMutablePointer<Double> {
    held.withBytes { $0.assumingMemoryBound(to: Double.self).baseAddress! }
      + number % rows.longest * rowLength
  }

  /// The row at the output's width.
  private func squeeze(_ row: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>) {
    let channels = channels
    var target = target
    for column in columns.runs {
      for channel in 0..<channels {
        var sum = 0.0
        var from = row + column.first * channels + channel
        for share in column.shares {
          sum += share * from.pointee
          from += channels
        }
        target[channel] = sum
      }
      target += channels
    }
  }

  private func mix(_ row: ResampleShares.Run, into target: UnsafeMutablePointer<Double>) {
    let rowLength = rowLength
    target.update(repeating: 0, count: rowLength)
    for (offset, share) in row.shares.enumerated() {
      let source = heldRow(row.first + offset)
      for i in 0..<rowLength { target[i] += share * source[i] }
    }
  }
}
