import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files that have not got their names yet: a signal that ends the process removes them
/// first.
///
/// A signal may come between any two instructions of any thread, so there is no lock: places in
/// a list that only grows, each holding a path that belongs to whoever takes it out.
enum TemporaryFiles {
  /// A file's place in the list.
  struct Entry {
    fileprivate let place: UnsafeMutablePointer<Place>

    /// The file has got its name, or is gone.
    func forget() { free(place.pointee.take()) }
  }

  fileprivate struct Place: ~Copyable {
    /// The path as a C string; 0 where the place is free.
    let path = Atomic<UInt>(0)
    let next: UnsafeMutablePointer<Place>?

    func take() -> UnsafeMutablePointer<CChar>? {
      UnsafeMutablePointer(bitPattern: path.exchange(0, ordering: .acquiringAndReleasing))
    }
  }

  /// Address of the first place.
  private static let first = Atomic<UInt>(0)

  private static var firstPlace: UnsafeMutablePointer<Place>? {
    UnsafeMutablePointer(bitPattern: first.load(ordering: .acquiring))
  }

  /// The signals that end a process, those of a defect among them, but the one that cannot be handled.
  private static let deadly = [
    SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGALRM, SIGVTALRM, SIGUSR1, SIGUSR2, SIGXCPU,
    SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS,
  ]

  /// Installs the handlers, once. A file that becomes larger than is allowed is an error of the write,
  /// not a signal.
  private static let handlers: Void = {
    handle(SIGXFSZ, SIG_IGN)
    for number in deadly {
      handle(number) { number in
        TemporaryFiles.removeAll()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }()

  /// Unless somebody has said what is to be done: a program that uses the library, or whoever started the
  /// process (`nohup` has it ignore SIGHUP).
  private static func handle(
    _ number: Int32, _ handler: (@convention(c) (Int32) -> Void)?
  ) {
    let before = signal(number, handler)
    if unsafeBitCast(before, to: Int.self) != unsafeBitCast(SIG_DFL, to: Int.self) {
      signal(number, before)
    }
  }

  /// Has `path` removed should a signal end the process.
  static func add(_ path: String) -> Entry {
    _ = handlers
    let text = UInt(bitPattern: strdup(path))
    var place = firstPlace
    while let candidate = place {
      let (taken, _) = candidate.pointee.path.compareExchange(
        expected: 0, desired: text, ordering: .acquiringAndReleasing)
      if taken { return Entry(place: candidate) }
      place = candidate.pointee.next
    }
    while true {
      let next = firstPlace
      let added = UnsafeMutablePointer<Place>.allocate(capacity: 1)
      added.initialize(to: Place(next: next))
      added.pointee.path.store(text, ordering: .releasing)
      let (done, _) = first.compareExchange(
        expected: UInt(bitPattern: next), desired: UInt(bitPattern: added),
        ordering: .acquiringAndReleasing)
      if done { return Entry(place: added) }
      added.deinitialize(count: 1)
      added.deallocate()
    }
  }

  /// Removes all of them. Safe in a signal handler.
  static func removeAll() {
    var place = firstPlace
    while let current = place {
      // The string is not freed: a handler may not.
      if let path = current.pointee.take() { unlink(path) }
      place = current.pointee.next
    }
  }
}
