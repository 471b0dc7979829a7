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
    painter = Painter(
      channels: plan.grid == nil ? plan.channels : 1, colormap: plan.colormap,
      maximum: plan.image.maximum)
    enlarger = Enlarger(factor: plan.enlargement, pixelBytes: painter.pixelBytes)
  }

  mutating func drawImage(to output: any ImageOutput, note: (String) -> Void) throws {
    if plan.streams {
      note(describe([plan.range!]))
      try drawRows(to: output)
    } else {
      let held = try holdImage()
      let ranges = held.withBytes { findRanges($0.assumingMemoryBound(to: Scalar.self)) }
      note(describe(ranges))
      if let grid = plan.grid {
        try draw(held, grid, ranges, to: output)
      } else {
        try draw(held, ranges[0], to: output)
      }
    }
  }

  /// Elements of one row.
  private var rowLength: Int { plan.width * plan.channels }

  private mutating func drawRows(to output: any ImageOutput) throws {
    try source.require(rowLength)
    let bandRows = max(1, min(plan.height, Self.bandElements / rowLength))
    let numbers = try Storage(byteCount: bandRows * rowLength * MemoryLayout<Scalar>.stride)
    let rowBytes = plan.width * painter.pixelBytes
    let samples = try Storage(byteCount: bandRows * rowBytes)
    var encoder: (any ImageEncoder)?
    for first in stride(from: 0, to: plan.height, by: bandRows) {
      let rows = min(bandRows, plan.height - first)
      try numbers.withBytes { numbers in
        let numbers = numbers.assumingMemoryBound(to: Scalar.self).baseAddress!
        try source.read(rows * rowLength, into: numbers)
        try paint(
          numbers, rows: rows, plan.range!, samples,
          to: &encoder, of: output)
      }
    }
    try output.end()
  }

  /// Draws a held image that is no grid.
  private mutating func draw(
    _ held: Storage, _ range: (low: Double, high: Double), to output: any ImageOutput
  ) throws {
    let samples = try Storage(byteCount: plan.width * painter.pixelBytes)
    var encoder: (any ImageEncoder)?
    for row in 0..<plan.height {
      try held.withBytes {
        let numbers = $0.assumingMemoryBound(to: Scalar.self).baseAddress!
        try paint(
          numbers + row * rowLength, rows: 1, range, samples, to: &encoder, of: output)
      }
    }
    try output.end()
  }

  /// Paints rows and writes them, after the image has been started.
  private mutating func paint(
    _ numbers: UnsafePointer<Scalar>, rows: Int, _ range: (low: Double, high: Double),
    _ samples: Storage, to encoder: inout (any ImageEncoder)?, of output: any ImageOutput
  ) throws {
    let rowBytes = plan.width * painter.pixelBytes
    if encoder == nil { encoder = try output.begin(plan.image) }
    try samples.withBytes { samples in
      painter.paint(
        numbers, count: rows * plan.width, range: range, to: samples.baseAddress!)
      try enlarger.write(
        UnsafeRawBufferPointer(rebasing: samples[..<(rows * rowBytes)]), rowBytes: rowBytes,
        to: encoder!)
    }
  }

  /// Rows of cells: each row of pixels goes through the maps that lie in it.
  private mutating func draw(
    _ held: Storage, _ grid: FeatureGrid, _ ranges: [(low: Double, high: Double)],
    to output: any ImageOutput
  ) throws {
    let encoder = try output.begin(plan.image)
    let rowBytes = plan.image.rowBytes
    let row = try Storage(byteCount: rowBytes)
    let cell = try Storage(byteCount: plan.width * painter.pixelBytes)
    let numbers = try Storage(byteCount: plan.width * MemoryLayout<Scalar>.stride)
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
            paintCell(
              held, map: map, y: y, ranges[ranges.count == 1 ? 0 : map], numbers, cell)
            let offset = column * (grid.cellWidth + grid.gap) * painter.pixelBytes
            cell.withBytes {
              enlarger.widen(
                UnsafeRawBufferPointer(
                  rebasing: $0[..<(plan.width * painter.pixelBytes)]),
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

  /// One row of one map.
  private mutating func paintCell(
    _ held: Storage, map: Int, y: Int, _ range: (low: Double, high: Double),
    _ numbers: Storage, _ cell: Storage
  ) {
    held.withBytes { held in
      let held = held.assumingMemoryBound(to: Scalar.self).baseAddress! + y * rowLength + map
      numbers.withBytes { numbers in
        let numbers = numbers.assumingMemoryBound(to: Scalar.self).baseAddress!
        for x in 0..<plan.width { numbers[x] = held[x * plan.channels] }
        cell.withBytes {
          painter.paint(numbers, count: plan.width, range: range, to: $0.baseAddress!)
        }
      }
    }
  }

  /// The next image, whole.
  private func holdImage() throws -> Storage {
    let count = try Shape([plan.height, rowLength]).count
    try source.require(count)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    guard !overflow else { throw MemoryError(byteCount: .max) }
    let held = try Storage(byteCount: bytes)
    try held.withBytes {
      try source.read(count, into: $0.assumingMemoryBound(to: Scalar.self).baseAddress!)
    }
    return held
  }

  /// One range for all maps, or one for each.
  private func findRanges(
    _ elements: UnsafeMutableBufferPointer<Scalar>
  ) -> [(low: Double, high: Double)] {
    if let range = plan.range { return [range] }
    let count = plan.height * rowLength
    guard plan.rangePerMap else {
      return [range(of: UnsafeBufferPointer(rebasing: elements[..<count]), from: 0, by: 1)]
    }
    return (0..<plan.channels).map {
      range(
        of: UnsafeBufferPointer(rebasing: elements[..<count]), from: $0, by: plan.channels)
    }
  }

  private func range(
    of elements: UnsafeBufferPointer<Scalar>, from first: Int, by step: Int
  ) -> (low: Double, high: Double) {
    var low = Scalar.infinity
    var high = -Scalar.infinity
    for i in stride(from: first, to: elements.count, by: step) where elements[i].isFinite {
      low = min(low, elements[i])
      high = max(high, elements[i])
    }
    // Without a finite element, and where all are the same, any range of some width will do.
    guard low <= high else { return (0, 1) }
    if plan.rangeMode == .symmetric {
      let magnitude = max(abs(low), abs(high))
      return magnitude > 0 ? (-Double(magnitude), Double(magnitude)) : (-1, 1)
    }
    return low < high ? (Double(low), Double(high)) : (Double(low), Double(low) + 1)
  }

  private func describe(_ ranges: [(low: Double, high: Double)]) -> String {
    let image = plan.image
    let kind =
      image.channels == 1
      ? "grey"
      : image.channels == 2
        ? "grey and opacity"
        : image.channels == 3 ? "RGB" : "RGBA"
    let grid = plan.grid.map { ", \($0.maps) maps in a grid of \($0.columns)x\($0.rows)" } ?? ""
    let shown =
      ranges.count == 1
      ? "range \(ranges[0].low):\(ranges[0].high)"
      : "a range for each map"
    return
      "array \(plan.array): \(image.width)x\(image.height) \(kind), \(image.maximum == 255 ? 8 : 16) bits, \(shown)\(grid)"
  }
}
