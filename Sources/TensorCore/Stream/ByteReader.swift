import SystemPackage

/// Bytes that are not those of a file as they lie there: of a member of an archive.
package protocol ByteSource: AnyObject {
  /// The next bytes, at the start of `target`, which has room for one at least; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int
}

/// Bytes of a file or pipe, read once from front to end.
///
/// Regular files are mapped into memory; pipes are read through a buffer that grows only as
/// data arrives, so what a header promises never decides how much memory is taken.
/// One thread uses a reader at a time.
public final class ByteReader: @unchecked Sendable {
  /// The stream's name in messages.
  public let name: String

  /// Told how much has been read, if somebody looks.
  public var progress: StreamProgress?

  private enum Origin {
    case file(FileDescriptor, closes: Bool)
    case pipe(PipeInput)
    case source(any ByteSource)
  }

  private let origin: Origin
  private var mapping: UnsafeRawBufferPointer?
  /// The next byte in `mapping`, or in `buffer`.
  private var position = 0
  /// End of the mapped bytes, or of those in `buffer`.
  private var end = 0
  private var buffer: UnsafeMutableRawBufferPointer
  private var atEnd = false
  /// The header that was read last, and its bytes: the arrays of a stream mostly have the same.
  var lastHeader: (bytes: [UInt8], header: NPYHeader)?
  /// Mapped bytes before this have been given back to the system.
  private var forgotten = 0

  private static let readSize = 1 << 20
  private static let page = 1 << 16

  /// Reads `path`, or standard input for `-`.
  ///
  /// - Throws: `StreamError.cannotOpen`, `.isDirectory`, `.inputIsTerminal`.
  public convenience init(path: String) throws(StreamError) {
    guard path != "-" else {
      guard !OperatingSystem.isTerminal(.standardInput) else { throw .inputIsTerminal }
      self.init(.standardInput, name: "standard input", closes: false)
      return
    }
    let file: FileDescriptor
    do {
      file = try FileDescriptor.open(FilePath(path), .readOnly)
    } catch {
      throw .cannotOpen(stream: path, error as? Errno ?? .ioError)
    }
    guard OperatingSystem.status(file)?.kind != .directory else {
      try? file.close()
      throw .isDirectory(stream: path)
    }
    self.init(file, name: path, closes: true)
  }

  /// Reads what `source` gives.
  package init(_ source: any ByteSource, name: String) {
    origin = .source(source)
    self.name = name
    buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  init(_ file: FileDescriptor, name: String, closes: Bool) {
    self.name = name
    buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    let status = OperatingSystem.status(file)
    origin =
      status?.kind == .pipe
      ? .pipe(PipeInput(file, closes: closes)) : .file(file, closes: closes)
    guard let status, status.kind == .regular else { return }
    // Standard input may be a file that somebody has read a part of.
    let offset = Int((try? file.seek(offset: 0, from: .current)) ?? 0)
    if offset <= status.size, let mapping = OperatingSystem.map(file, byteCount: status.size) {
      self.mapping = mapping
      position = offset
      end = status.size
      forgotten = offset & ~(Self.page - 1)
      atEnd = true
    }
  }

  deinit {
    if let mapping { OperatingSystem.unmap(mapping) }
    buffer.deallocate()
    if case .file(let file, closes: true) = origin { try? file.close() }
  }

  /// Bytes that are left, where that is known without reading: of regular files.
  public var knownRemaining: Int? { mapping == nil ? nil : end - position }

  /// Where the next byte lies in a mapped file; nil in a pipe.
  var place: Int? { mapping == nil ? nil : position }

  /// Goes on at another place of a mapped file; false if there is none.
  func move(to place: Int) -> Bool {
    guard mapping != nil, place <= end else { return false }
    position = place
    forgotten = place & ~(Self.page - 1)
    return true
  }

  /// The bytes that come next, without taking them: at least `count` of them unless the stream
  /// ends before. Valid until the next call.
  public func available(atLeast count: Int) throws(StreamError) -> UnsafeRawBufferPointer {
    if let mapping { return UnsafeRawBufferPointer(rebasing: mapping[position..<end]) }
    while end - position < count, !atEnd { try refill(wanted: count) }
    return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[position..<end])
  }

  /// The next `count` bytes where they lie in a mapped file, with `slack` readable bytes after
  /// them: of the file, or of the rest of its last page.
  func inPlace(_ count: Int, slack: Int) -> UnsafeRawPointer? {
    let smallestPage = 4096
    guard let mapping, end - position >= count,
      mapping.count.roundedUp(toMultipleOf: smallestPage) - position - count >= slack
    else { return nil }
    return mapping.baseAddress! + position
  }

  /// Bytes of a mapped file that come after `skipped` others, at most `count`; their pages are
  /// there. Nothing is taken.
  func ahead(skipping skipped: Int, count: Int) -> UnsafeRawBufferPointer {
    guard let mapping else { return .empty }
    let first = min(position + skipped, end)
    let range = UnsafeRawBufferPointer(rebasing: mapping[first..<min(first + count, end)])
    if !range.isEmpty { OperatingSystem.touch(range) }
    return range
  }

  /// Bytes of the header that was read last.
  var lastHeaderLength: Int { lastHeader?.bytes.count ?? 0 }

  /// How many arrays with the header that was read last follow those `count` bytes in a mapped
  /// file, whole and without anything between them; `most` are looked for.
  func alike(after count: Int, most: Int) -> Int {
    guard let mapping, let header = lastHeader?.bytes else { return 0 }
    let size = header.count + count
    var next = position + count
    var found = 0
    while found < most, end - next >= size,
      header.withUnsafeBytes({
        OperatingSystem.equal(
          $0, UnsafeRawBufferPointer(rebasing: mapping[next..<(next + $0.count)]))
      })
    {
      next += size
      found += 1
    }
    return found
  }

  /// Takes `count` bytes that `available` has shown.
  public func consume(_ count: Int) {
    position += count
    progress?.add(bytes: count)
    precondition(position <= end)
    if let mapping, position - forgotten >= 16 << 20 {
      let upTo = position & ~(Self.page - 1)
      OperatingSystem.forget(UnsafeRawBufferPointer(rebasing: mapping[forgotten..<upTo]))
      forgotten = upTo
    }
  }

  /// Passes over the next `count` bytes of a pipe, without waiting for them; false if it is none.
  func discard(_ count: Int) -> Bool {
    guard case .pipe(let pipe) = origin else { return false }
    let there = min(count, end - position)
    consume(there)
    progress?.add(bytes: count - there)
    pipe.discard(count - there)
    return true
  }

  /// Bytes that were passed over but did not come before the end.
  var missing: Int { if case .pipe(let pipe) = origin { pipe.missing } else { 0 } }

  /// Whether the stream has ended. Waits for data.
  public func isAtEnd() throws(StreamError) -> Bool { try available(atLeast: 1).isEmpty }

  /// Fills `target` unless the stream ends before; returns how many bytes were read.
  public func read(into target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    var done = 0
    while done < target.count {
      let wanted = target.count - done
      if mapping == nil, position == end, wanted >= Self.readSize / 2 {
        let count = try readOnce(UnsafeMutableRawBufferPointer(rebasing: target[done...]))
        if count == 0 { break }
        done += count
        progress?.add(bytes: count)
      } else {
        let bytes = try available(atLeast: 1).prefix(wanted)
        if bytes.isEmpty { break }
        UnsafeMutableRawBufferPointer(rebasing: target[done...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes))
        done += bytes.count
        consume(bytes.count)
      }
    }
    return done
  }

  /// Reads once more, with room for at least one byte and never for more than twice what has
  /// arrived.
  private func refill(wanted: Int) throws(StreamError) {
    if position > 0 {
      buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[position..<end]))
      end -= position
      position = 0
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(Self.readSize, 2 * buffer.count), alignment: 64)
      larger.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<end]))
      buffer.deallocate()
      buffer = larger
    }
    end += try readOnce(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
  }

  private func readOnce(_ target: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
    let count: Int
    switch origin {
    case .source(let source): count = try source.read(into: target)
    case .pipe(let pipe):
      do throws(Errno) {
        count = try pipe.read(into: target)
      } catch {
        throw .readFailed(stream: name, error)
      }
    case .file(let file, _):
      do {
        count = try file.read(into: target)
      } catch {
        throw .readFailed(stream: name, error as? Errno ?? .ioError)
      }
    }
    if count == 0 { atEnd = true }
    return count
  }
}

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }
}
