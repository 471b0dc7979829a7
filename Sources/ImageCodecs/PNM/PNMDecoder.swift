import TensorCore

/// A PNM or PAM image, P1 to P7, row by row.
final class PNMDecoder: ImageDecoder {
  var header: ImageHeader { pnm.image }
  /// Whether samples are numbers as text.
  var isText: Bool { pnm.encoding == .text }

  private let pnm: PNMHeader
  private let source: ByteReader
  private let image: Int
  private var rowsRead = 0
  /// A row of packed bits.
  private var packed: [UInt8] = []

  /// `P` and a digit from 1 to 7, then white space or a comment.
  static func recognises(_ start: [UInt8]) -> Bool {
    start.count >= 2 && start[0] == 0x50 && (0x31...0x37).contains(start[1])
      && (start.count < 3 || isSpace(start[2]) || start[2] == 0x23)
  }

  init(_ source: ByteReader, image: Int, limits: ImageLimits) throws {
    self.source = source
    self.image = image
    pnm = try Self.readHeader(source, image)
    do throws(LimitError) {
      try limits.check(pnm.image)
    } catch {
      throw ImageError.limit(stream: source.name, image: image, error)
    }
  }

  private static func readHeader(_ source: ByteReader, _ image: Int) throws -> PNMHeader {
    // No more than is needed: a program that writes frame by frame may wait for this one.
    var wanted = 2
    do {
      while true {
        let bytes = try source.available(atLeast: wanted)
        let window = UnsafeRawBufferPointer(rebasing: bytes.prefix(PNMHeader.longest))
        if let (header, length) = try PNMHeader.parse(window) {
          source.consume(length)
          return header
        }
        let format = "P\(Character(UnicodeScalar(bytes[1])))"
        guard window.count < PNMHeader.longest else {
          throw PNMError.headerTooLong(format: format, limit: PNMHeader.longest)
        }
        guard bytes.count >= wanted else {
          throw PNMError.truncatedHeader(format: format, got: bytes.count)
        }
        wanted = bytes.count + 1
      }
    } catch let error as PNMError {
      throw ImageError.pnm(stream: source.name, image: image, error)
    }
  }

  func read(rows: Int, into target: UnsafeMutableRawBufferPointer) throws {
    precondition(rowsRead + rows <= header.height)
    do {
      for row in 0..<rows {
        let start = row * header.rowBytes
        try readRow(
          UnsafeMutableRawBufferPointer(rebasing: target[start...].prefix(header.rowBytes)))
        rowsRead += 1
      }
    } catch let error as PNMError {
      throw ImageError.pnm(stream: source.name, image: image, error)
    }
  }

  private func readRow(_ row: UnsafeMutableRawBufferPointer) throws {
    switch pnm.encoding {
    case .bits: try readBits(row)
    case .binary: try readBinary(row)
    case .text: try readText(row)
    }
  }

  private func readBits(_ row: UnsafeMutableRawBufferPointer) throws {
    let count = (header.width + 7) / 8
    if packed.isEmpty { packed = [UInt8](repeating: 0, count: count) }
    try packed.withUnsafeMutableBytes { try fill($0, rowBytes: count) }
    for x in row.indices { row[x] = ~(packed[x >> 3] >> UInt8(7 - x & 7)) & 1 }
  }

  private func readBinary(_ row: UnsafeMutableRawBufferPointer) throws {
    try fill(row, rowBytes: row.count)
    if header.sampleBytes == 1 {
      try check(row.assumingMemoryBound(to: UInt8.self))
    } else {
      let samples = row.assumingMemoryBound(to: UInt16.self)
      for i in samples.indices { samples[i] = UInt16(bigEndian: samples[i]) }
      try check(samples)
    }
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer, rowBytes: Int) throws {
    let got = try source.read(into: target)
    guard got == target.count else {
      throw PNMError.truncated(
        format: pnm.format, expected: rowBytes * header.height, got: rowsRead * rowBytes + got)
    }
  }

  private func check<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafeMutableBufferPointer<Sample>
  ) throws(PNMError) {
    guard header.maximum < Int(Sample.max) else { return }
    var largest: Sample = 0
    for sample in samples { largest = max(largest, sample) }
    guard largest <= header.maximum else {
      throw .sampleAboveMaximum(
        format: pnm.format, row: rowsRead, found: Int(largest), maximum: header.maximum)
    }
  }

  /// Numbers between white space and comments; in bitmaps, digits that may stand together.
  private func readText(_ row: UnsafeMutableRawBufferPointer) throws {
    for x in 0..<(header.width * header.channels) {
      let sample = try readNumber(x)
      guard sample <= header.maximum else {
        throw PNMError.sampleAboveMaximum(
          format: pnm.format, row: rowsRead, found: sample, maximum: header.maximum)
      }
      let stored = pnm.isInverted ? 1 - sample : sample
      if header.sampleBytes == 1 {
        row[x] = UInt8(stored)
      } else {
        row.storeBytes(of: UInt16(stored), toByteOffset: 2 * x, as: UInt16.self)
      }
    }
  }

  private func readNumber(_ x: Int) throws -> Int {
    var value: Int?
    var inComment = false
    while true {
      let bytes = try source.available(atLeast: 1)
      if bytes.isEmpty {
        if let value { return value }
        let inRow = header.width * header.channels
        throw PNMError.truncatedText(
          format: pnm.format, expected: inRow * header.height, got: rowsRead * inRow + x)
      }
      var used = 0
      defer { source.consume(used) }
      for byte in bytes {
        switch byte {
        case _ where inComment: inComment = byte != 0x0A
        case 0x30...0x39:
          value = min((value ?? 0) * 10 + Int(byte - 0x30), 1 << 40)
          if pnm.isInverted {
            used += 1
            return value!
          }
        case _ where isSpace(byte) || byte == 0x23:
          if let value { return value }
          inComment = byte == 0x23
        default:
          throw PNMError.badSample(
            format: pnm.format, row: rowsRead, found: describe([byte]))
        }
        used += 1
      }
    }
  }
}
