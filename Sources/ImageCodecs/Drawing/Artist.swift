import TensorCore

/// Draws the images of one array, one after the other.
struct Artist<Scalar: ComputeScalar> {
  var nanCount: Int { painter.nanCount }

  private let plan: DrawingPlan
  private let source: ElementSource<Scalar>
  private var painter: Painter<Scalar>
  private let enlarger: Enlarger

  /// Elements that are drawn at a time.
  private static var bandElements: Int { 1 << 16 }

  init(_ plan: DrawingPlan, source: ElementSource<Scalar>) {
    self.plan = plan
    self.source = source
    painter = Painter(plan.palette)
    enlarger = Enlarger(factor: plan.enlargement, pixelBytes: plan.palette.pixelBytes)
  }

  mutating func drawImage(to output: any ImageOutput, note: (String) -> Void) throws {
    if plan.streams {
      note(plan.note([plan.range!]))
      let (plan, source) = (plan, source)
      try drawRows(plan.range!, to: output) { rows, numbers in
        try source.read(rows * plan.rowLength, into: numbers)
      }
      return
    }
    let held = try holdImages()
    let ranges = held.withBytes {
      findRanges($0.assumingMemoryBound(to: Scalar.self).baseAddress!)
    }
    note(plan.note(ranges))
    if let grid = plan.grid {
      try draw(held, grid, ranges, to: output)
      return
    }
    var rowsDone = 0
    let plan = plan
    try drawRows(ranges[0], to: output) { rows, numbers in
      held.withBytes {
        let held = $0.assumingMemoryBound(to: Scalar.self).baseAddress!
        numbers.update(
          from: held + rowsDone * plan.rowLength, count: rows * plan.rowLength)
      }
      rowsDone += rows
    }
  }

  /// Draws an image that is no grid; `read` gives the next rows.
  private mutating func drawRows(
    _ range: (low: Double, high: Double), to output: any ImageOutput,
    _ read: (Int, UnsafeMutablePointer<Scalar>) throws -> Void
  ) throws {
    if plan.streams { try source.require(plan.rowLength) }
    let bandRows = max(1, min(plan.height, Self.bandElements / plan.rowLength))
    let numbers = try Storage(
      byteCount: bandRows * plan.rowLength * MemoryLayout<Scalar>.stride)
    let rowBytes = plan.width * plan.palette.pixelBytes
    let samples = try Storage(byteCount: bandRows * rowBytes)
    // An image is started when its first rows are there.
    var encoder: (any ImageEncoder)?
    for first in stride(from: 0, to: plan.height, by: bandRows) {
      let rows = min(bandRows, plan.height - first)
      try numbers.withBytes { numbers in
        let numbers = numbers.assumingMemoryBound(to: Scalar.self).baseAddress!
        try read(rows, numbers)
        if encoder == nil { encoder = try output.begin(plan.image) }
        try samples.withBytes { samples in
          painter.paint(
            numbers, count: rows * plan.width, range: range, to: samples.baseAddress!)
          try enlarger.write(
            UnsafeRawBufferPointer(rebasing: samples[..<(rows * rowBytes)]),
            rowBytes: rowBytes, to: encoder!)
        }
      }
    }
    try output.end()
  }

  /// Rows of cells: each row of pixels goes through the cells that lie in it.
  private mutating func draw(
    _ held: Storage, _ grid: FeatureGrid, _ ranges: [(low: Double, high: Double)],
    to output: any ImageOutput
  ) throws {
    let encoder = try output.begin(plan.image)
    let rowBytes = plan.image.rowBytes
    let pixelBytes = plan.palette.pixelBytes
    let row = try Storage(byteCount: rowBytes)
    let cell = try Storage(byteCount: plan.width * pixelBytes)
    let numbers = try Storage(
      byteCount: plan.width * plan.cellChannels * MemoryLayout<Scalar>.stride)
    // A middle grey, in gaps and in cells without a map: every byte of it is 128.
    let background = [UInt8](repeating: 128, count: rowBytes)
    for gridRow in 0..<grid.rows {
      if gridRow > 0 {
        for _ in 0..<grid.gap { try background.withUnsafeBytes { try encoder.write($0) } }
      }
      for y in 0..<plan.height {
        row.withBytes { row in
          row.copyBytes(from: background)
          for (column, map) in grid.maps(inRow: gridRow).enumerated() {
            paintCell(held, map: map, y: y, ranges[ranges.count == 1 ? 0 : map], numbers, cell)
            let offset = column * (grid.cellWidth + grid.gap) * pixelBytes
            cell.withBytes {
              enlarger.widen(
                UnsafeRawBufferPointer(rebasing: $0[..<(plan.width * pixelBytes)]),
                to: row.baseAddress! + offset)
            }
          }
        }
        for _ in 0..<plan.enlargement {
          try row.withBytes {
            try encoder.write(UnsafeRawBufferPointer(rebasing: $0[..<rowBytes]))
          }
        }
      }
    }
    try output.end()
  }

  /// One row of one cell.
  private mutating func paintCell(
    _ held: Storage, map: Int, y: Int, _ range: (low: Double, high: Double),
    _ numbers: Storage, _ cell: Storage
  ) {
    let (first, step) = plan.cell(map)
    let channels = plan.cellChannels
    held.withBytes { held in
      let held =
        held.assumingMemoryBound(to: Scalar.self).baseAddress! + first + y * plan.rowLength
      numbers.withBytes { numbers in
        let numbers = numbers.assumingMemoryBound(to: Scalar.self).baseAddress!
        for x in 0..<plan.width {
          for channel in 0..<channels {
            numbers[x * channels + channel] = held[x * step + channel]
          }
        }
        cell.withBytes {
          painter.paint(numbers, count: plan.width, range: range, to: $0.baseAddress!)
        }
      }
    }
  }

  /// What the next image is made of.
  private func holdImages() throws -> Storage {
    let count = try Shape(plan.heldShape).count
    try source.require(count)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    guard !overflow else { throw MemoryError(byteCount: .max) }
    let held = try Storage(byteCount: bytes)
    try held.withBytes {
      try source.read(count, into: $0.assumingMemoryBound(to: Scalar.self).baseAddress!)
    }
    return held
  }

  /// One range for all cells, or one for each.
  private func findRanges(_ held: UnsafePointer<Scalar>) -> [(low: Double, high: Double)] {
    if let range = plan.range { return [range] }
    let finder = RangeFinder(mode: plan.rangeMode)
    let pixels = plan.height * plan.width
    guard plan.rangePerMap, let grid = plan.grid else {
      let all = plan.imagesInOne * pixels * plan.channels
      return [finder.range(held, groups: 1, step: 0, group: all)]
    }
    return (0..<grid.maps).map {
      let (first, step) = plan.cell($0)
      return finder.range(held + first, groups: pixels, step: step, group: plan.cellChannels)
    }
  }
}
