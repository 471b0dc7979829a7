import CCPU
import CMemory
import CPrefetch
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every call to the operating system that streams and memory need, in one place.
package enum OperatingSystem {
  // MARK: Memory

  /// Null where there is no such memory, so that a caller can say so.
  static func allocate(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer? {
    var pointer: UnsafeMutableRawPointer?
    return posix_memalign(&pointer, alignment, max(byteCount, 1)) == 0 ? pointer : nil
  }

  /// Lets the C library keep memory that is freed. Bands and results are taken anew for each
  /// array of a stream; whether the pages of the last ones went back to the system, and came
  /// again fault by fault, would depend on what else lies on the heap.
  package static func keepFreedMemory() { cmemory_keep_freed() }

  static func free(_ pointer: UnsafeMutableRawPointer?) {
    #if canImport(Glibc)
      Glibc.free(pointer)
    #elseif canImport(Musl)
      Musl.free(pointer)
    #else
      Darwin.free(pointer)
    #endif
  }

  /// Whether two pieces of memory of one size hold the same bytes.
  static func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    a.count == b.count && (a.isEmpty || memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0)
  }

  // MARK: Files

  package enum Kind: Sendable { case regular, directory, pipe, other }

  package struct Status: Sendable {
    package var kind: Kind
    /// Bytes, of a regular file.
    package var size: Int
    package var mode: UInt32
  }

  package static func status(_ file: FileDescriptor) -> Status? {
    var info = stat()
    guard fstat(file.rawValue, &info) == 0 else { return nil }
    return Status(info)
  }

  package static func status(path: String) -> Status? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return Status(info)
  }

  /// Where what is written to a path goes.
  enum Destination {
    /// One that is open: `/dev/stdout` and its like.
    case open(FileDescriptor)
    case file(path: String)
  }

  /// What `path` names past the links at its end, of which the last may lead to no file yet.
  static func destination(of path: String) throws(Errno) -> Destination {
    var path = path
    for _ in 0..<40 {
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        if let number = Int32(path.dropFirst(folder.count)) {
          return .open(FileDescriptor(rawValue: number))
        }
      }
      // Of a pipe that is open a link in /proc holds no path.
      if let kind = status(path: path)?.kind, kind != .regular, kind != .directory {
        return .file(path: path)
      }
      guard let target = linkTarget(path) else { return .file(path: path) }
      let folder = path[
        ..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
      path = target.hasPrefix("/") ? target : folder + target
    }
    throw .tooManySymbolicLinkLevels
  }

  /// What a symbolic link holds; nil for anything else.
  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      let count = readlink(path, buffer.baseAddress!, buffer.count)
      guard count > 0 else { return nil }
      return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
    }
  }

  package static func isTerminal(_ file: FileDescriptor) -> Bool { isatty(file.rawValue) == 1 }

  /// Asks for a pipe of 1 MiB, which moves data two to three times as fast as the usual 64 KiB.
  /// A refusal does no harm.
  static func widenPipe(_ file: FileDescriptor) {
    #if os(Linux)
      let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ, which the C library hides behind _GNU_SOURCE
      _ = fcntl(file.rawValue, setPipeSize, 1 << 20)
    #endif
  }

  /// Which of some files have bytes or have ended.
  ///
  /// - Parameter milliseconds: to wait for one that does, at most. A signal ends it, too.
  static func readable(_ files: [FileDescriptor], milliseconds: Int32) -> [Bool] {
    var entries = files.map { pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0) }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else {
      return files.map { _ in false }
    }
    return entries.map { $0.revents != 0 }
  }

  /// Writes two pieces, one after the other, with as few calls as the system needs.
  static func writeAll(
    _ file: FileDescriptor, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) throws(Errno) {
    var pieces = [first, second]
    while let next = pieces.firstIndex(where: { !$0.isEmpty }) {
      let vectors = pieces[next...].map {
        iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
      }
      let written = writev(file.rawValue, vectors, Int32(vectors.count))
      if written < 0 {
        guard errno == EINTR else { throw Errno(rawValue: errno) }
        continue
      }
      var left = written
      for index in pieces.indices {
        let done = min(left, pieces[index].count)
        pieces[index] = UnsafeRawBufferPointer(rebasing: pieces[index][done...])
        left -= done
      }
    }
  }

  static func rename(_ from: String, to target: String) throws(Errno) {
    #if canImport(Glibc)
      let result = Glibc.rename(from, target)
    #elseif canImport(Musl)
      let result = Musl.rename(from, target)
    #else
      let result = Darwin.rename(from, target)
    #endif
    guard result == 0 else { throw Errno(rawValue: errno) }
  }

  static func remove(_ path: String) { _ = unlink(path) }

  static func setMode(_ file: FileDescriptor, _ mode: UInt32) {
    _ = fchmod(file.rawValue, mode_t(mode))
  }

  static var processID: Int32 { getpid() }

  /// The permissions that the user's mask leaves of `rw-rw-rw-`.
  static func newFileMode() -> UInt32 {
    let mask = umask(0)
    _ = umask(mask)
    return 0o666 & ~UInt32(mask)
  }

  // MARK: Mapped files

  static func map(_ file: FileDescriptor, byteCount: Int) -> UnsafeRawBufferPointer? {
    guard byteCount > 0 else { return nil }
    let base = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, file.rawValue, 0)
    guard let base, base != MAP_FAILED else { return nil }
    _ = madvise(base, byteCount, MADV_SEQUENTIAL)
    return UnsafeRawBufferPointer(start: base, count: byteCount)
  }

  static func unmap(_ mapping: UnsafeRawBufferPointer) {
    _ = munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress!), mapping.count)
  }

  /// Gives back the memory of a mapped range that has been read; both ends on page borders.
  static func forget(_ range: UnsafeRawBufferPointer) {
    _ = madvise(UnsafeMutableRawPointer(mutating: range.baseAddress!), range.count, MADV_DONTNEED)
  }

  /// Sees to it that the pages of a mapped range are there.
  static func touch(_ range: UnsafeRawBufferPointer) {
    guard let start = range.baseAddress else { return }
    // Linux brings aligned pieces of 64 KiB at a time, unless pages are larger.
    let piece = 1 << 16
    cprefetch_page(start)
    let first = piece - Int(bitPattern: start) % piece
    for offset in stride(from: first, to: range.count, by: piece) {
      cprefetch_page(start + offset)
    }
  }

  // MARK: Text

  /// Writes text at once, past all buffers; false if the system refuses.
  package static func write(_ text: String, to file: FileDescriptor) -> Bool {
    (try? file.writeAll(text.utf8)) != nil
  }

  // MARK: Process

  /// Fills the places of standard descriptors that are closed, so that no file that is opened gets one. Input
  /// cannot be read there, nor output written.
  package static func occupyStandardDescriptors() {
    for (number, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDWR)]
    where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is given.
      _ = open("/dev/null", mode)
    }
  }

  /// Has the process end with a message if a mapped file loses the bytes that are being read.
  package static func reportLostBytes(_ message: String, code: Int32) {
    lostBytes = (UnsafePointer(strdup(message)), message.utf8.count, code)
    signal(SIGBUS) { _ in
      guard let (message, length, code) = OperatingSystem.lostBytes else { return }
      // Another thread that is stopped by the same waits until that one has told and ended.
      guard !OperatingSystem.isEnding.exchange(true, ordering: .relaxed) else {
        while true { pause() }
      }
      _ = OperatingSystem.writeInHandler(message, length)
      TemporaryFiles.removeAll()
      _exit(code)
    }
  }

  private static let isEnding = Atomic(false)

  /// Written once, before threads are.
  nonisolated(unsafe) private static var lostBytes: (UnsafePointer<CChar>, Int, Int32)?

  private static func writeInHandler(_ text: UnsafePointer<CChar>, _ length: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(2, text, length)
    #elseif canImport(Musl)
      Musl.write(2, text, length)
    #else
      Darwin.write(2, text, length)
    #endif
  }

  /// Processors that this process may use.
  package static var processorCount: Int {
    Int(ccpu_processors())
  }

  /// Lets other threads run, if any wait for this processor.
  static func yield() { sched_yield() }

  /// Ends the process. A file that was not finished leaves nothing behind.
  package static func end(_ code: Int32) -> Never {
    TemporaryFiles.removeAll()
    exit(code)
  }

  package static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

extension OperatingSystem.Status {
  init(_ info: stat) {
    switch info.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFIFO: kind = .pipe
    default: kind = .other
    }
    size = Int(info.st_size)
    mode = UInt32(info.st_mode & 0o7777)
  }
}
