/// How large an image may be: what is wider could not be read row by row in little memory.
public struct ImageLimits: Equatable, Sendable {
  public var width: Int
  public var height: Int
  /// Bytes of an image that has to be held whole, since its rows are interlaced.
  public var heldBytes: Int

  public init(width: Int = 1_000_000, height: Int = 1_000_000, heldBytes: Int = 1 << 30) {
    self.width = width
    self.height = height
    self.heldBytes = heldBytes
  }
}

extension ImageLimits {
  func check(_ header: ImageHeader) throws(LimitError) {
    if header.width > width { throw .width(header.width, limit: width) }
    if header.height > height { throw .height(header.height, limit: height) }
    // Four channels of 16 bits are what the width allows for.
    let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.channels)
    let (bytes, overflow2) = pixels.multipliedReportingOverflow(by: header.sampleBytes)
    let limit = width.multipliedReportingOverflow(by: 8)
    if overflow || overflow2 || (!limit.overflow && bytes > limit.partialValue) {
      throw .rowBytes(overflow || overflow2 ? .max : bytes, limit: limit.partialValue)
    }
  }

  func checkHeld(_ header: ImageHeader) throws(LimitError) {
    let (bytes, overflow) = header.rowBytes.multipliedReportingOverflow(by: header.height)
    if overflow || bytes > heldBytes {
      throw .heldBytes(overflow ? .max : bytes, limit: heldBytes)
    }
  }
}
