import Dispatch
import Synchronization

/// Runs `parts` shares of a job on up to `threads` threads, each taking the next share when it
/// is done with one.
package func runParts(_ parts: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  guard threads > 1, parts > 1 else {
    for part in 0..<parts { body(part) }
    return
  }
  let next = Atomic<Int>(0)
  Crew.shared.run(threads: min(threads, parts)) {
    while true {
      let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard part < parts else { break }
      body(part)
    }
  }
}

/// The threads that compute beside the one that asks for it.
///
/// A job may be over before another thread has woken up, and the next one follows soon: nobody
/// waits for a helper that has not begun, and a helper looks out for a while for the next job.
final class Crew: @unchecked Sendable {
  static let shared = Crew()

  /// Used by the one thread whose job is being done.
  private var helpers: [Helper] = []
  private let isBusy = Atomic<Bool>(false)

  /// Runs `body` on this thread and, as they come, on up to `threads − 1` others; returns when
  /// all that began have ended. On this one alone while another job is being done.
  ///
  /// - Parameter body: shares its work out to those that run it.
  func run(threads: Int, _ body: @Sendable () -> Void) {
    guard threads > 1, !isBusy.exchange(true, ordering: .acquiring) else { return body() }
    while helpers.count < threads - 1 { helpers.append(Helper()) }
    withoutActuallyEscaping(body) { body in
      let called = helpers[..<(threads - 1)]
      for helper in called { helper.call(body) }
      body()
      for helper in called { helper.release() }
    }
    isBusy.store(false, ordering: .releasing)
  }
}

/// One thread of a crew, asleep or looking out for a job.
private final class Helper: @unchecked Sendable {
  private enum State: Int, AtomicRepresentable {
    /// No thread; one that has to be woken.
    case asleep
    /// A thread without a job.
    case looking
    /// There is a job, which nobody has begun.
    case called
    case working
    /// Working, and its end is waited for.
    case awaited
  }

  private let state = Atomic<State>(.asleep)
  private let ended = DispatchSemaphore(value: 0)
  private let queue = DispatchQueue(label: "crew")
  /// Belongs to who calls until `called`, then to who takes that back or begins.
  private var job: (@Sendable () -> Void)?

  func call(_ job: @escaping @Sendable () -> Void) {
    self.job = job
    if !replace(.looking, .called) {
      state.store(.called, ordering: .releasing)
      queue.async { self.look() }
    }
  }

  /// Returns when nothing of the job is being done any more.
  func release() {
    if replace(.called, .looking) {
      job = nil
      return
    }
    let patience = Patience()
    while state.load(ordering: .acquiring) == .working {
      if !patience.lasts(), replace(.working, .awaited) { ended.wait() }
    }
  }

  private func look() {
    var patience = Patience()
    while true {
      if replace(.called, .working) {
        work()
        let before = state.exchange(.looking, ordering: .acquiringAndReleasing)
        if before == .awaited { ended.signal() }
        patience = Patience()
      } else if !patience.lasts(), replace(.looking, .asleep) {
        return
      }
    }
  }

  /// A function of its own: it holds on to nothing of the job when it returns.
  @inline(never)
  private func work() {
    let job = job
    self.job = nil
    job?()
  }

  private func replace(_ old: State, _ new: State) -> Bool {
    state.compareExchange(expected: old, desired: new, ordering: .acquiringAndReleasing).exchanged
  }
}

/// How long something is looked out for before a thread goes to sleep, from which it takes some
/// tens of microseconds to wake.
struct Patience {
  private static var nanoseconds: UInt64 { 200_000 }
  private let end = DispatchTime.now().uptimeNanoseconds + nanoseconds

  /// Lets other threads run; false when it is at its end.
  func lasts() -> Bool {
    OperatingSystem.yield()
    return DispatchTime.now().uptimeNanoseconds < end
  }
}
