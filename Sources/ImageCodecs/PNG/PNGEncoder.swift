import CZlib
import TensorCore

/// Writes one PNG image row by row, not interlaced, with one filter chosen for each row.
///
/// Rows are filtered and deflated on several threads; the bytes do not depend on how many.
public final class PNGEncoder: ImageEncoder {
  public let header: ImageHeader

  private let threads: Int
  private let sink: ByteSink
  private let level: Int
  private var deflate: DeflateParts
  /// The rows of one batch, each with `PNGFilter.margin` zero bytes before it, and before them
  /// the row above the first.
  private let rows: Storage
  private let pitch: Int
  private let rowsInBatch: Int
  private var rowsHeld = 0
  private var rowsWritten = 0
  private var check: UInt32 = 1
  private var isFirstPart = true

  /// - Parameters:
  ///   - header: 1 to 4 channels, the last of 2 and 4 being opacity; maximum 255 or 65535.
  ///   - level: of zlib, 0 (stored) to 9 (smallest).
  public init(
    _ header: ImageHeader, level: Int = 6, threads: Int = 1, to sink: @escaping ByteSink
  ) throws {
    precondition((1...4).contains(header.channels) && [255, 65535].contains(header.maximum))
    precondition((0...9).contains(level))
    self.header = header
    self.level = level
    self.threads = threads
    self.sink = sink
    pitch = PNGFilter.margin + header.rowBytes
    // Several parts a thread at a time, since they take different times, within some megabytes.
    let batch = min(4 * threads, max(16, threads)) * DeflateParts.partSize
    rowsInBatch = max(1, min(header.height, batch / (header.rowBytes + 1)))
    rows = try Storage(byteCount: (rowsInBatch + 1) * pitch)
    rows.withBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
    deflate = try DeflateParts(
      level: level, threads: threads, reserve: rowsInBatch * (header.rowBytes + 1))
    try writeStart()
  }

  public func write(_ samples: UnsafeRawBufferPointer) throws {
    var left = samples[...]
    while !left.isEmpty {
      precondition(left.count >= header.rowBytes && rowsWritten < header.height)
      hold(UnsafeRawBufferPointer(rebasing: left.prefix(header.rowBytes)))
      left = left.dropFirst(header.rowBytes)
      rowsWritten += 1
      let isLast = rowsWritten == header.height
      if rowsHeld == rowsInBatch || isLast { try writeBatch(last: isLast) }
    }
  }

  /// Copies a row into the batch; PNG has the higher byte of a sample first.
  private func hold(_ row: UnsafeRawBufferPointer) {
    rowsHeld += 1
    rows.withBytes { bytes in
      let target = UnsafeMutableRawBufferPointer(
        rebasing: bytes[(rowsHeld * pitch + PNGFilter.margin)...].prefix(row.count))
      target.copyMemory(from: row)
      if header.sampleBytes == 2 {
        let samples = target.bindMemory(to: UInt16.self)
        for i in samples.indices { samples[i] = samples[i].bigEndian }
      }
    }
  }

  private func writeBatch(last: Bool) throws {
    let (rows, pitch, rowsHeld) = (rows, pitch, rowsHeld)
    let (rowBytes, threads) = (header.rowBytes, threads)
    let distance = header.channels * header.sampleBytes
    deflate.append(rowsHeld * (rowBytes + 1)) { stream, offset in
      runParts(rowsHeld, threads: threads) { row in
        rows.withBytes { bytes in
          let above =
            bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + row * pitch
            + PNGFilter.margin
          stream.withBytes {
            let target =
              $0.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset + row * (rowBytes + 1)
            PNGFilter.write(
              above + pitch, above: above, count: rowBytes, distance: distance, to: target)
          }
        }
      }
      stream.withBytes {
        let bytes = $0.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset
        check = cadler32(check, bytes, rowsHeld * (rowBytes + 1))
      }
    }
    rows.withBytes { bytes in
      let base = bytes.baseAddress!
      base.copyMemory(from: base + rowsHeld * pitch, byteCount: pitch)
    }
    self.rowsHeld = 0
    try deflate.drain(last: last, writePart)
    if last { try writeChunk("IEND", []) }
  }

  private func writePart(_ part: UnsafeRawBufferPointer, isLast: Bool) throws {
    // The zlib stream (RFC 1950) starts with the window size and the level, ends with a check.
    let levelByte: UInt8 = level < 2 ? 0x01 : level < 6 ? 0x5E : level == 6 ? 0x9C : 0xDA
    let start: [UInt8] = isFirstPart ? [0x78, levelByte] : []
    isFirstPart = false
    try writeChunk("IDAT", start, part, isLast ? bigEndian(check) : [])
  }

  private func writeStart() throws {
    try write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let colorType: [UInt8] = [0, 4, 2, 6]
    try writeChunk(
      "IHDR",
      bigEndian(UInt32(header.width)) + bigEndian(UInt32(header.height))
        + [header.maximum == 255 ? 8 : 16, colorType[header.channels - 1], 0, 0, 0])
  }

  /// A chunk whose data are three pieces.
  private func writeChunk(
    _ type: String, _ start: [UInt8], _ middle: UnsafeRawBufferPointer? = nil,
    _ end: [UInt8] = []
  ) throws {
    let count = start.count + (middle?.count ?? 0) + end.count
    let head = Array(type.utf8) + start
    var check = ccrc32(0, head, head.count)
    try write(bigEndian(UInt32(count)) + head)
    if let middle, let base = middle.baseAddress {
      check = ccrc32(check, base.assumingMemoryBound(to: UInt8.self), middle.count)
      try sink(middle)
    }
    check = ccrc32(check, end, end.count)
    try write(end + bigEndian(check))
  }

  private func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try sink($0) } }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
}
