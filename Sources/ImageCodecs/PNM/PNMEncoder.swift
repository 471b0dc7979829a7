/// Writes one image as PGM (P5) or PPM (P6), or as PAM (P7) where it has opacity or another
/// number of channels than 1 and 3.
public final class PNMEncoder: ImageEncoder {
  public let header: ImageHeader
  private let sink: ByteSink
  private var swapped: [UInt8] = []

  public init(_ header: ImageHeader, to sink: @escaping ByteSink) throws {
    self.header = header
    self.sink = sink
    try Array(Self.start(header).utf8).withUnsafeBytes { try sink($0) }
  }

  static func start(_ header: ImageHeader) -> String {
    let (width, height) = (header.width, header.height)
    switch (header.channels, header.hasAlpha) {
    case (1, false): return "P5\n\(width) \(height)\n\(header.maximum)\n"
    case (3, false): return "P6\n\(width) \(height)\n\(header.maximum)\n"
    default:
      let type =
        switch (header.channels, header.hasAlpha) {
        case (2, true): "TUPLTYPE GRAYSCALE_ALPHA\n"
        case (4, true): "TUPLTYPE RGB_ALPHA\n"
        default: ""
        }
      return
        "P7\nWIDTH \(width)\nHEIGHT \(height)\nDEPTH \(header.channels)\nMAXVAL \(header.maximum)\n\(type)ENDHDR\n"
    }
  }

  public func write(_ rows: UnsafeRawBufferPointer) throws {
    guard header.sampleBytes == 2 else {
      try sink(rows)
      return
    }
    // The higher byte of a sample comes first.
    let samples = rows.bindMemory(to: UInt16.self)
    if swapped.count < rows.count { swapped = [UInt8](repeating: 0, count: rows.count) }
    try swapped.withUnsafeMutableBytes { bytes in
      let target = bytes.bindMemory(to: UInt16.self)
      for i in samples.indices { target[i] = samples[i].bigEndian }
      try sink(UnsafeRawBufferPointer(rebasing: bytes[..<rows.count]))
    }
  }
}
