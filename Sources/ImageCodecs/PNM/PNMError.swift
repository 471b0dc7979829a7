/// What can be wrong with one PNM or PAM image.
public enum PNMError: Error, Equatable, Sendable {
  /// The stream ends inside the header.
  case truncatedHeader(format: String, got: Int)
  /// The header is longer than any reasonable comment makes it.
  case headerTooLong(format: String, limit: Int)
  /// A number of the header: what it is for, and what stands there.
  case badNumber(format: String, field: String, found: String)
  case outOfRange(format: String, field: String, found: Int, expected: ClosedRange<Int>)
  case unknownPAMLine(String)
  case missingPAMLine(String)
  /// The stream ends inside the samples; counts in bytes.
  case truncated(format: String, expected: Int, got: Int)
  /// The stream of a plain format ends inside the samples.
  case truncatedText(format: String, expected: Int, got: Int)
  case badSample(format: String, row: Int, found: String)
  case sampleAboveMaximum(format: String, row: Int, found: Int, maximum: Int)

  var message: String {
    switch self {
    case .truncatedHeader(let format, let got):
      "\(format) is truncated in its header, after \(got) bytes"
    case .headerTooLong(let format, let limit):
      "\(format) has a header of more than \(limit) bytes"
    case .badNumber(let format, let field, let found):
      "\(format) has the \(field) '\(found)', expected a number"
    case .outOfRange(let format, let field, let found, let expected):
      "\(format) has the \(field) \(found), expected \(expected.lowerBound) to \(expected.upperBound)"
    case .unknownPAMLine(let line): "PAM (P7) has the header line '\(line)'"
    case .missingPAMLine(let line): "PAM (P7) has no header line \(line)"
    case .truncated(let format, let expected, let got):
      "\(format) is truncated: expected \(expected) bytes of samples, got \(got)"
    case .truncatedText(let format, let expected, let got):
      "\(format) is truncated: expected \(expected) samples, got \(got)"
    case .badSample(let format, let row, let found):
      "\(format) has \(found) in row \(row), expected a number"
    case .sampleAboveMaximum(let format, let row, let found, let maximum):
      "\(format) has the sample \(found) in row \(row), expected at most its maxval \(maximum)"
    }
  }
}
