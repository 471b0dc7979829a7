/// Writes each pixel as a square of several, each row as often.
struct Enlarger {
  private let factor: Int
  private let pixelBytes: Int

  init(factor: Int, pixelBytes: Int) {
    self.factor = factor
    self.pixelBytes = pixelBytes
  }

  /// Widens rows of pixels, without repeating them: fills `factor` times as much of `target`.
  func widen(_ pixels: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
    if factor == 1 {
      target.copyMemory(from: pixels.baseAddress!, byteCount: pixels.count)
      return
    }
    var next = target
    for start in stride(from: 0, to: pixels.count, by: pixelBytes) {
      for _ in 0..<factor {
        next.copyMemory(from: pixels.baseAddress! + start, byteCount: pixelBytes)
        next += pixelBytes
      }
    }
  }

  /// Writes rows of `rowBytes` each, enlarged.
  func write(
    _ rows: UnsafeRawBufferPointer, rowBytes: Int, to encoder: any ImageEncoder
  ) throws {
    if factor == 1 {
      try encoder.write(rows)
      return
    }
    var row = [UInt8](repeating: 0, count: rowBytes * factor)
    for start in stride(from: 0, to: rows.count, by: rowBytes) {
      row.withUnsafeMutableBytes {
        widen(
          UnsafeRawBufferPointer(rebasing: rows[start..<(start + rowBytes)]),
          to: $0.baseAddress!)
      }
      for _ in 0..<factor { try row.withUnsafeBytes { try encoder.write($0) } }
    }
  }
}
