import CTestSupport
import Foundation
import Synchronization

/// A child process whose three standard streams a test holds.
///
/// Nothing but these streams is inherited, and signals are as a shell leaves them, so a child
/// behaves as it would for a user. A process that is still there when its test drops it is
/// killed.
public final class ToolProcess: Sendable {
  /// Where one of a child's standard streams leads.
  public enum Stream: Sendable {
    /// A pipe whose other end the test holds.
    case pipe
    /// A file, opened for the child by the test's path.
    case file(String)
    /// A descriptor of the test's, which stays open here.
    case descriptor(Int32)
  }

  public let identifier: pid_t
  /// The test's ends of the pipes; -1 where there is none, or none any more.
  private let ends: Mutex<[Int32]>
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - environment: what is set or, with nil, unset on top of the test's own environment.
  ///   - directory: where the child runs; nil: where the test does.
  public init(
    _ executable: String, _ arguments: [String], environment: [String: String?] = [:],
    directory: String? = nil, input: Stream = .pipe, output: Stream = .pipe,
    error: Stream = .pipe
  ) throws {
    // A child that ends before it has read its input must not end the test.
    _ = signal(SIGPIPE, SIG_IGN)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var opened: [Int32] = []
    defer { for end in opened { close(end) } }
    /// Returns the test's end of stream `number`.
    func connect(_ stream: Stream, _ number: Int32) throws -> Int32 {
      switch stream {
      case .pipe:
        var ends: [Int32] = [0, 0]
        guard ctest_pipe(&ends) == 0 else { throw SystemFailure("pipe") }
        let (theirs, ours) = number == 0 ? (ends[0], ends[1]) : (ends[1], ends[0])
        opened.append(theirs)
        posix_spawn_file_actions_adddup2(&actions, theirs, number)
        return ours
      case .file(let path):
        let flags = number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o644)
        return -1
      case .descriptor(let descriptor):
        posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        return -1
      }
    }
    let ends = [try connect(input, 0), try connect(output, 1), try connect(error, 2)]
    self.ends = Mutex(ends)
    if let directory { _ = ctest_start_in(&actions, directory) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var variables = ProcessInfo.processInfo.environment
    // A test that asks for nothing gets the machine's own choice.
    variables["CONVPIPE_CPU"] = nil
    for (name, value) in environment { variables[name] = value }
    var child: pid_t = 0
    let result = withStrings([executable] + arguments) { arguments in
      withStrings(variables.map { "\($0.key)=\($0.value)" }) { variables in
        posix_spawn(&child, executable, &actions, &attributes, arguments, variables)
      }
    }
    guard result == 0 else { throw SystemFailure("starting \(executable)", code: result) }
    identifier = child
  }

  deinit {
    if status.withLock({ $0 }) == nil {
      kill(identifier, SIGKILL)
      _ = wait()
    }
    for stream in Int32(0)...2 { closeEnd(of: stream) }
  }

  /// The test's end of a stream: 0 input, 1 output, 2 error.
  public func end(of stream: Int32) -> Int32 { ends.withLock { $0[Int(stream)] } }

  /// Closes the test's end of a stream: the child sees the end of its input, or nobody who
  /// reads what it writes.
  public func closeEnd(of stream: Int32) {
    ends.withLock {
      if $0[Int(stream)] >= 0 { close($0[Int(stream)]) }
      $0[Int(stream)] = -1
    }
  }

  public func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the end; the code is that of `waitpid`.
  @discardableResult
  public func wait() -> Int32 {
    status.withLock { known in
      if let known { return known }
      var code: Int32 = 0
      while waitpid(identifier, &code, 0) < 0, errno == EINTR {}
      known = code
      return code
    }
  }

  /// Reads a descriptor to its end.
  public static func drain(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      // A terminal whose line has closed answers with an error.
      guard count > 0 else { return all }
      all += piece[..<count]
    }
  }

  /// A pipe that no child inherits: what is written to `input` is read from `output`.
  public static func pipe() throws -> (output: Int32, input: Int32) {
    var ends: [Int32] = [0, 0]
    guard ctest_pipe(&ends) == 0 else { throw SystemFailure("pipe") }
    return (ends[0], ends[1])
  }

  /// A terminal that no child inherits: what shows it, and what a tool runs on.
  public static func terminal() throws -> (screen: Int32, line: Int32) {
    var (screen, line): (Int32, Int32) = (0, 0)
    guard ctest_terminal(&screen, &line) == 0 else { throw SystemFailure("terminal") }
    return (screen, line)
  }

  /// Writes all of `bytes`, or as many as anybody reads.
  public static func feed(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        done += count
      }
    }
  }
}

/// A call to the operating system that failed under a test.
public struct SystemFailure: Error, CustomStringConvertible {
  public let description: String

  public init(_ what: String, code: Int32 = errno) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}

private func withStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}
