/// Passes on the rows of tiles as rows of images: the last row of tiles of an image may hang
/// over its end.
final class TileRows<Scalar: ComputeScalar>: RowPartner, @unchecked Sendable {
  private let sink: ElementSink<Scalar>
  /// Rows of an image and of a row of tiles, and results in a row.
  private let imageRows: Int
  private let tileRows: Int
  private let rowLength: Int
  /// From one row of tiles to the next.
  private let pitch: Int
  private var nextRow = 0
  var waits: Bool { sink.waits }

  init(
    _ sink: ElementSink<Scalar>, imageRows: Int, tileRows: Int, rowLength: Int, pitch: Int
  ) {
    self.sink = sink
    self.imageRows = imageRows
    self.tileRows = tileRows
    self.rowLength = rowLength
    self.pitch = pitch
  }

  func take(_ rows: UnsafePointer<Scalar>, _ count: Int) throws {
    for start in stride(from: 0, to: count, by: pitch) {
      let rowsHere = min(tileRows, imageRows - nextRow)
      try sink.write(rows + start, rowsHere * rowLength)
      nextRow = nextRow + rowsHere == imageRows ? 0 : nextRow + rowsHere
    }
  }
}
