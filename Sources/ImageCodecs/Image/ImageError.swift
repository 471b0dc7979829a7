import TensorCore

/// What can be wrong with a stream of images as a whole, or with its numbered image.
/// Images are counted from 0.
public enum ImageError: Failure, Equatable {
  /// No image at all: in a pipeline, the program before this one failed.
  case noImage(stream: String)
  /// The first bytes belong to no known format.
  case unknownFormat(stream: String, image: Int, found: [UInt8])
  case png(stream: String, image: Int, PNGError)
  case pnm(stream: String, image: Int, PNMError)
  case idx(stream: String, image: Int, IDXError)
  case limit(stream: String, image: Int, LimitError)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .noImage(let stream): "\(stream) holds no image"
    case .unknownFormat(let stream, let image, let found):
      "\(stream): image \(image) is no PNG, PNM, PAM or IDX, it starts with \(describe(found))"
    case .png(let stream, let image, let error): "\(stream): image \(image): \(error.message)"
    case .pnm(let stream, let image, let error): "\(stream): image \(image): \(error.message)"
    case .idx(let stream, let image, let error): "\(stream): image \(image): \(error.message)"
    case .limit(let stream, let image, let error):
      "\(stream): image \(image): \(error.message)"
    }
  }

  public var hint: String? {
    switch self {
    case .noImage: "in a pipeline, the program before this one may have failed"
    case .unknownFormat(_, _, let found):
      if found.starts(with: [0x93, 0x4E]) {
        "this is a tensor already"
      } else if found.starts(with: [0x1F, 0x8B]) {
        "this is compressed; send it through zcat"
      } else if found.starts(with: [0xFF, 0xD8]) {
        "this is a JPEG; convert it first, such as with djpeg or ffmpeg"
      } else {
        nil
      }
    case .limit(_, _, let error): error.hint
    default: nil
    }
  }
}

/// An image larger than allowed.
public enum LimitError: Error, Equatable, Sendable {
  case width(Int, limit: Int)
  case height(Int, limit: Int)
  /// All channels of one row.
  case rowBytes(Int, limit: Int)
  case heldBytes(Int, limit: Int)

  var message: String {
    switch self {
    case .width(let width, let limit): "\(width) pixels wide, expected at most \(limit)"
    case .height(let height, let limit): "\(height) pixels high, expected at most \(limit)"
    case .rowBytes(let bytes, let limit):
      "rows of \(bytes) bytes, expected at most \(limit)"
    case .heldBytes(let bytes, let limit):
      "interlaced, which has to be held whole: \(bytes) bytes, expected at most \(limit)"
    }
  }

  var hint: String {
    switch self {
    case .width, .height, .rowBytes: "--max-size WxH allows more"
    case .heldBytes: "--max-held MIB allows more"
    }
  }
}

/// Text where it can be printed, else hexadecimal numbers.
func describe(_ bytes: [UInt8]) -> String {
  if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
    return "'\(String(decoding: bytes, as: UTF8.self))'"
  }
  return bytes.hexadecimal
}
