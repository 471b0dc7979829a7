extension ByteReader {
  /// Takes the header that comes next.
  ///
  /// - Parameter array: its array's number, for messages.
  /// - Throws: `StreamError` if it is damaged, or of a type that there is no stream of.
  package func readNPYHeader(array: Int) throws(StreamError) -> NPYHeader {
    var start = try available(atLeast: 8)
    guard start.prefix(6).elementsEqual(NPYHeader.magic.prefix(start.count)) else {
      throw .notNPY(stream: name, array: array, found: Array(start.prefix(6)))
    }
    guard start.count >= 8 else {
      throw .truncatedHeader(stream: name, array: array, expected: 8, got: start.count)
    }
    let (major, minor) = (start[6], start[7])
    guard (1...3).contains(major), minor == 0 else {
      throw .badVersion(stream: name, array: array, major: major, minor: minor)
    }
    let prefix = major == 1 ? 10 : 12
    start = try available(atLeast: prefix)
    guard start.count >= prefix else {
      throw .truncatedHeader(stream: name, array: array, expected: prefix, got: start.count)
    }
    let length = (8..<prefix).reversed().reduce(0) { $0 << 8 | Int(start[$1]) }
    guard length <= NPYHeader.longestDictionary else {
      throw .badHeader(
        stream: name, array: array,
        reason: "\(length) bytes long, expected at most \(NPYHeader.longestDictionary)")
    }
    let whole = try available(atLeast: prefix + length)
    guard whole.count >= prefix + length else {
      throw .truncatedHeader(
        stream: name, array: array, expected: prefix + length, got: whole.count)
    }
    let bytes = whole.prefix(prefix + length)
    if let last = lastHeader, bytes.elementsEqual(last.bytes) {
      consume(bytes.count)
      return last.header
    }
    let header: NPYHeader
    do throws(NPYHeaderError) {
      header = try NPYHeader(
        dictionary: UnsafeRawBufferPointer(rebasing: whole[prefix..<(prefix + length)]))
    } catch {
      switch error {
      case .malformed(let reason): throw .badHeader(stream: name, array: array, reason: reason)
      case .unsupportedType(let descriptor):
        throw .unsupportedType(stream: name, array: array, descriptor: descriptor)
      case .tooLarge(let axes): throw .tooLarge(stream: name, array: array, shape: axes)
      }
    }
    lastHeader = (Array(bytes), header)
    consume(prefix + length)
    return header
  }
}
