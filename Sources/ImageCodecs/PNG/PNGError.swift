/// What can be wrong with one PNG image.
public enum PNGError: Error, Equatable, Sendable {
  /// The signature is followed by another chunk than IHDR.
  case noHeader(found: [UInt8])
  /// The stream ends before the image does; bytes from the signature on.
  case truncated(got: Int)
  /// A part of the file contradicts its checks or the format, in libpng's words.
  case damaged(String, byte: Int)

  var message: String {
    switch self {
    case .noHeader(let found):
      "PNG does not start with an IHDR chunk of 13 bytes, found \(describe(found))"
    case .truncated(let got):
      "PNG is truncated: expected an IEND chunk, got \(got) bytes without one"
    case .damaged(let reason, let byte): "PNG is damaged before byte \(byte): \(reason)"
    }
  }
}
