import Synchronization
import SystemPackage

/// A pipe that is read. While one is waited for, what comes through the others of the process is kept.
///
/// A program that writes to two pipes, as `tee` does, stops where one is full. If what it writes to the other
/// comes by way of a tool that holds a band of rows, whoever reads both in turn would wait for ever: for that
/// tool, which waits for the program, which waits for its reader.
///
///     tee copy <x.npy | conv -w w.npy --padding same | tensor map 'x - y' y=copy
///
/// One thread at a time reads a pipe; any other may keep what comes.
final class PipeInput: Sendable {
  private let file: FileDescriptor
  private let closes: Bool
  private let state = Mutex(State())
  /// Whether its own thread is waiting for it.
  private let isAwaited = Atomic(false)

  private struct State {
    var kept = HeldBytes()
    /// Bytes to come that are passed over.
    var unwanted = 0
    var isAtEnd = false
    var failure: Errno?
  }

  /// Bytes that are kept, at most.
  private static var mostKept: Int { 64 << 20 }
  /// After how many milliseconds it is looked again which other pipes nobody waits for.
  private static var patience: Int32 { 50 }

  /// The pipes that are open.
  private static let open = Mutex<[ObjectIdentifier: Reference]>([:])

  private struct Reference: Sendable {
    weak var pipe: PipeInput?
  }

  init(_ file: FileDescriptor, closes: Bool) {
    (self.file, self.closes) = (file, closes)
    OperatingSystem.widenPipe(file)
    let reference = Reference(pipe: self)
    Self.open.withLock { $0[ObjectIdentifier(self)] = reference }
  }

  deinit {
    let identifier = ObjectIdentifier(self)
    Self.open.withLock { $0[identifier] = nil }
    if closes { try? file.close() }
  }

  /// Bytes of the end of the stream that were to be passed over and have not come.
  var missing: Int { state.withLock { $0.isAtEnd ? $0.unwanted : 0 } }

  /// Memory that holds what has been kept, in bytes.
  var memoryOfKept: Int { state.withLock { $0.kept.memory } }

  /// Waits for the next bytes, of which `target` has room for one at least; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    // Said before it is looked what has come: what comes later nobody keeps.
    isAwaited.store(true, ordering: .releasing)
    defer { isAwaited.store(false, ordering: .releasing) }
    while true {
      if let count = try readNow(into: target) { return count }
      let pipes = Self.open.withLock { $0.values.compactMap(\.pipe) }
      let others = pipes.filter { $0 !== self && $0.isToBeKept }
      let ready = OperatingSystem.readable(
        [file] + others.map(\.file), milliseconds: Self.patience)
      for (other, isReady) in zip(others, ready.dropFirst()) where isReady { other.keep() }
    }
  }

  /// Passes over the next `count` bytes when they come.
  func discard(_ count: Int) {
    state.withLock {
      var left = count
      while left > 0, $0.kept.count > 0 {
        let some = min(left, $0.kept.first.count)
        $0.kept.take(some)
        left -= some
      }
      $0.unwanted += left
    }
  }

  /// Bytes that have come; nil if there are none yet.
  private func readNow(into target: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    let result = state.withLock { state in
      Result { () throws(Errno) -> Int? in
        if state.kept.count > 0 {
          let bytes = UnsafeRawBufferPointer(rebasing: state.kept.first.prefix(target.count))
          target.copyMemory(from: bytes)
          state.kept.take(bytes.count)
          return bytes.count
        }
        // What there was a moment ago another thread may have kept.
        while !state.isAtEnd, OperatingSystem.readable([file], milliseconds: 0)[0] {
          if let count = try receive(target, &state) { return count }
        }
        if let failure = state.failure { throw failure }
        return state.isAtEnd ? 0 : nil
      }
    }
    return try result.get()
  }

  /// Whether what comes is to be kept: nobody waits for it, and there is room.
  private var isToBeKept: Bool {
    !isAwaited.load(ordering: .acquiring)
      && state.withLock { !$0.isAtEnd && ($0.unwanted > 0 || $0.kept.count < Self.mostKept) }
  }

  /// Keeps what has come.
  private func keep() {
    state.withLock { state in
      guard !isAwaited.load(ordering: .acquiring), !state.isAtEnd,
        OperatingSystem.readable([file], milliseconds: 0)[0]
      else { return }
      do {
        let room = try state.kept.room()
        let count = try receive(room, &state) ?? 0
        state.kept.extend(by: count)
      } catch {
        // Its own thread tells.
        (state.failure, state.isAtEnd) = (error as? Errno ?? .noMemory, true)
      }
    }
  }

  /// Reads what has come, without what is passed over of it; nil if nothing is left, 0 at the end.
  private func receive(
    _ target: UnsafeMutableRawBufferPointer, _ state: inout State
  ) throws(Errno) -> Int? {
    let count: Int
    do {
      count = try file.read(into: target)
    } catch {
      throw error as? Errno ?? .ioError
    }
    guard count > 0 else {
      state.isAtEnd = true
      return 0
    }
    let over = min(state.unwanted, count)
    state.unwanted -= over
    guard over < count else { return nil }
    if over > 0 {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: target[over..<count]))
    }
    return count - over
  }
}
