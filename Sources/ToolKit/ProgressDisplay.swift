import Dispatch
import Synchronization
import SystemPackage
import TensorCore

/// Tells how far a tool has come: on a terminal by one line that changes, elsewhere, if asked,
/// by a line every two seconds.
///
/// Unasked it waits two seconds, and is silent in a tool that writes to a pipe, since the one at
/// the end of a pipeline uses the same terminal.
public enum ProgressDisplay {
  private struct State {
    var progress: StreamProgress?
    var isTerminal = false
    /// Whether a line is there that a message would run into.
    var isShown = false
  }

  private static let state = Mutex(State())
  private static let interval = Duration.milliseconds(500)
  private static let patience = Duration.seconds(2)

  /// Takes `--progress` and `--no-progress` out of a command line: every command of every tool
  /// has them.
  static func wish(in arguments: [String]) -> (rest: [String], isWished: Bool?) {
    let options = arguments.prefix { $0 != "--" }
    let (yes, no) = ("--progress", "--no-progress")
    let last = options.last { $0 == yes || $0 == no }
    let rest = options.filter { $0 != yes && $0 != no } + arguments.dropFirst(options.count)
    return (Array(rest), last.map { $0 == yes })
  }

  /// Starts to look, if that is wanted; nil: nothing was said.
  static func start(isWished: Bool?) {
    let isAsked = isWished == true
    let isTerminal = OperatingSystem.isTerminal(.standardError)
    let isLast = OperatingSystem.status(.standardOutput)?.kind != .pipe
    guard isWished ?? (isTerminal && isLast) else { return }
    let progress = StreamProgress()
    state.withLock { $0 = State(progress: progress, isTerminal: isTerminal) }
    let start = ContinuousClock.now
    let wait = isTerminal ? interval : patience
    look(after: isAsked ? wait : patience, again: wait, start, progress)
  }

  /// Stops looking, and takes the line away.
  static func stop() {
    clear()
    state.withLock { $0.progress = nil }
  }

  /// What the readers of `inputs` report to; nil if nobody looks.
  public static func progress(of inputs: [String]) -> StreamProgress? {
    guard let progress = state.withLock({ $0.progress }) else { return nil }
    let sizes = inputs.map { path in
      let status =
        path == "-"
        ? OperatingSystem.status(.standardInput) : OperatingSystem.status(path: path)
      return status?.kind == .regular ? status?.size : nil
    }
    progress.expect(bytes: sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + $1! })
    return progress
  }

  /// Makes room for a message.
  static func clear() {
    state.withLock { state in
      if state.isShown { _ = OperatingSystem.write("\r\u{1B}[K", to: .standardError) }
      state.isShown = false
    }
  }

  private static func look(
    after wait: Duration, again: Duration, _ start: ContinuousClock.Instant,
    _ progress: StreamProgress
  ) {
    let nanoseconds = Int(wait / .nanoseconds(1))
    DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) {
      let isOver = state.withLock { state in
        guard state.progress === progress else { return true }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let text = "\(Messages.tool): \(describe(progress.snapshot, seconds: seconds))"
        let line = state.isTerminal ? "\r\(text)\u{1B}[K" : "\(text)\n"
        _ = OperatingSystem.write(line, to: .standardError)
        state.isShown = state.isTerminal
        return false
      }
      if !isOver { look(after: again, again: again, start, progress) }
    }
  }

  /// Such as `array 3, row 1200 of 4096, 1.2 GB, 560 MB/s, 0:12 left`.
  package static func describe(_ snapshot: StreamProgress.Snapshot, seconds: Double) -> String {
    var parts = ["array \(snapshot.arrays)"]
    if snapshot.arrays == 0 { parts = ["waiting"] }
    if snapshot.rowCount > 1 { parts.append("row \(snapshot.rows) of \(snapshot.rowCount)") }
    let rate = Double(snapshot.bytes) / max(seconds, 1e-3)
    parts.append(size(Double(snapshot.bytes)))
    parts.append("\(size(rate))/s")
    if let expected = snapshot.expectedBytes, rate > 0, snapshot.bytes < expected {
      let left = Int((Double(expected - snapshot.bytes) / rate).rounded(.up))
      let rest = left % 60
      parts.append("\(left / 60):\(rest < 10 ? "0" : "")\(rest) left")
    }
    return parts.joined(separator: ", ")
  }

  /// Bytes in a unit that leaves one to three digits before the point.
  private static func size(_ bytes: Double) -> String {
    var (value, unit) = (bytes, "B")
    for next in ["kB", "MB", "GB", "TB"] where value >= 999.5 {
      (value, unit) = (value / 1000, next)
    }
    let tenths = Int((value * 10).rounded())
    return value < 10 && unit != "B"
      ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Int(value.rounded())) \(unit)"
  }
}
