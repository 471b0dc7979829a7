/// Changes the size of an image row by row, holding the rows that an output row needs.
struct Resampler {
  private let channels: Int
  private let inputWidth: Int
  private let columns: [(first: Int, shares: [Double])]
  private let rows: [(first: Int, shares: [Double])]
  /// Rows of the output's width that are still needed, each in the place of its number modulo
  /// their count.
  private var held: [[Double]]
  private var rowsTaken = 0
  private var rowsGiven = 0
  private var output: [Double]

  init(
    width: Int, height: Int, channels: Int, to size: ImageSize,
    filter: ResampleFilter
  ) {
    self.channels = channels
    inputWidth = width
    columns = filter.shares(input: width, output: size.width)
    rows = filter.shares(input: height, output: size.height)
    let depth = rows.map { $0.shares.count }.max()!
    let row = [Double](repeating: 0, count: size.width * channels)
    held = Array(repeating: row, count: depth)
    output = row
  }

  /// Takes the next input row; `body` gets the output rows that it completes.
  mutating func take(
    _ row: UnsafePointer<Double>, _ body: (UnsafePointer<Double>) throws -> Void
  ) rethrows {
    squeeze(row, into: rowsTaken % held.count)
    rowsTaken += 1
    while rowsGiven < rows.count,
      rows[rowsGiven].first + rows[rowsGiven].shares.count <= rowsTaken
    {
      mix(rows[rowsGiven])
      rowsGiven += 1
      try output.withUnsafeBufferPointer { try body($0.baseAddress!) }
    }
  }

  /// The row at the output's width.
  private mutating func squeeze(_ row: UnsafePointer<Double>, into place: Int) {
    let (columns, channels) = (columns, channels)
    held[place].withUnsafeMutableBufferPointer { target in
      for (x, column) in columns.enumerated() {
        for channel in 0..<channels {
          var sum = 0.0
          var from = row + column.first * channels + channel
          for share in column.shares {
            sum += share * from.pointee
            from += channels
          }
          target[x * channels + channel] = sum
        }
      }
    }
  }

  private mutating func mix(_ row: (first: Int, shares: [Double])) {
    for i in output.indices { output[i] = 0 }
    for (offset, share) in row.shares.enumerated() {
      let source = held[(row.first + offset) % held.count]
      for i in output.indices { output[i] += share * source[i] }
    }
  }
}
