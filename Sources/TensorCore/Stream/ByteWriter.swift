import SystemPackage

/// Bytes to a file or pipe, in order, through a buffer.
///
/// A named regular file is written whole or not at all: the bytes go to a temporary file beside
/// it that takes its name in `finish()`. Without `finish()` nothing is left behind. A symbolic link stays
/// one: the file that it leads to is written so.
/// One thread uses a writer at a time.
public final class ByteWriter: @unchecked Sendable {
  /// The stream's name in messages.
  public let name: String
  /// Whether writing may wait for a reader at the other end of a pipe.
  public let waits: Bool

  private let file: FileDescriptor
  /// Whether the file is this writer's own.
  private let closes: Bool
  /// The temporary file and the path it will get.
  private var pending: (temporary: String, target: String, entry: TemporaryFiles.Entry)?
  private let buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  /// Where in a regular file the next byte goes that the system gets; nil elsewhere.
  private var place: Int?

  private static let bufferSize = 1 << 16
  /// Of a regular file: the system's largest pages.
  private static let fileBufferSize = 1 << 21

  /// Writes to `path`; nil or `-`: to standard output.
  ///
  /// - Throws: `StreamError.cannotCreate`, `.outputIsTerminal`.
  public init(path: String?) throws(StreamError) {
    let named = path == "-" ? nil : path
    name = named ?? "standard output"
    do {
      // Its temporary file could be made, but not take its name.
      if named?.isEmpty == true { throw Errno.noSuchFileOrDirectory }
      switch try named.map(OperatingSystem.destination(of:)) ?? .open(.standardOutput) {
      case .open(let descriptor):
        // As it is: another opening of its file would begin at the file's start.
        (file, closes) = (descriptor, false)
        if named != nil, OperatingSystem.status(file) == nil { throw Errno.badFileDescriptor }
      case .file(let target):
        closes = true
        let existing = OperatingSystem.status(path: target)
        if let existing, existing.kind != .regular {
          guard existing.kind != .directory else { throw Errno.isDirectory }
          file = try FileDescriptor.open(FilePath(target), .writeOnly)
        } else {
          let temporary = target + ".part-\(OperatingSystem.processID)"
          file = try FileDescriptor.open(
            FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate],
            permissions: [.ownerReadWrite])
          OperatingSystem.setMode(file, existing?.mode ?? OperatingSystem.newFileMode())
          pending = (temporary, target, TemporaryFiles.add(temporary))
        }
      }
    } catch {
      throw .cannotCreate(path: name, error as? Errno ?? .ioError)
    }
    guard !OperatingSystem.isTerminal(file) else {
      if closes { try? file.close() }
      throw .outputIsTerminal
    }
    let kind = OperatingSystem.status(file)?.kind
    waits = kind == .pipe
    if waits { OperatingSystem.widenPipe(file) }
    if kind == .regular { place = Int((try? file.seek(offset: 0, from: .current)) ?? 0) }
    buffer = .allocate(
      byteCount: kind == .regular ? Self.fileBufferSize : Self.bufferSize, alignment: 64)
  }

  deinit {
    if closes { try? file.close() }
    if let pending {
      OperatingSystem.remove(pending.temporary)
      pending.entry.forget()
    }
    buffer.deallocate()
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(StreamError) {
    var rest = bytes
    if used + rest.count >= buffer.count {
      // A file written in pieces that end on round numbers lies in the system's cache in large
      // pages: whoever maps it meets one fault in 2 MiB.
      let end = used + rest.count - (place.map { ($0 + used + rest.count) % buffer.count } ?? 0)
      let direct = max(0, end - used)
      try writeAll(buffered, UnsafeRawBufferPointer(rebasing: rest[..<direct]))
      used = 0
      rest = UnsafeRawBufferPointer(rebasing: rest[direct...])
    }
    // Less than a buffer, unless the file began on no round number.
    guard rest.count < buffer.count else { return try write(rest) }
    UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: rest)
    used += rest.count
  }

  private var buffered: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<used])
  }

  public func write(_ bytes: [UInt8]) throws(StreamError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(StreamError) in try write(buffer) }
    }
    try result.get()
  }

  /// Hands everything written so far to the system: readers downstream see it.
  public func flush() throws(StreamError) {
    let bytes = buffered
    used = 0
    try writeAll(bytes, .empty)
  }

  /// Whether what has been written can be replaced: in a file that has not got its name yet.
  package var isRewritable: Bool { pending != nil }

  /// Replaces bytes that have been written, from the byte at `offset` on.
  ///
  /// - Precondition: `isRewritable`.
  package func rewrite(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
    precondition(isRewritable)
    try flush()
    do {
      try file.writeAll(toAbsoluteOffset: Int64(offset), bytes)
    } catch {
      throw .writeFailed(stream: name, error as? Errno ?? .ioError)
    }
  }

  /// The stream is whole: flushes it and gives a file its name.
  public func finish() throws(StreamError) {
    try flush()
    guard closes else { return }
    guard let (temporary, target, entry) = pending else { return }
    do {
      try OperatingSystem.rename(temporary, to: target)
    } catch {
      throw .cannotCreate(path: name, error)
    }
    entry.forget()
    pending = nil
  }

  /// Writes two pieces as one.
  private func writeAll(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) throws(StreamError) {
    do {
      try OperatingSystem.writeAll(file, first, second)
    } catch {
      // What is written may lie in a mapped file.
      throw error == .badAddress ? .becameShorter : .writeFailed(stream: name, error)
    }
    place? += first.count + second.count
  }
}
