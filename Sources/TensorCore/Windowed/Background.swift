import Dispatch
import Synchronization

/// One piece of work at a time on another thread.
package final class Background: @unchecked Sendable {
  private let queue: DispatchQueue
  private let group = DispatchGroup()
  private var failure: (any Error)?

  package init(_ label: String) { queue = DispatchQueue(label: label) }

  /// Starts `work`; the piece before must have been waited for.
  package func start(_ work: @escaping @Sendable () throws -> Void) {
    group.enter()
    queue.async { [self] in
      do { try work() } catch { failure = error }
      group.leave()
    }
  }

  /// Waits for the piece that was started, if any, and throws what it threw.
  package func wait() throws {
    group.wait()
    if let failure {
      self.failure = nil
      throw failure
    }
  }
}

/// Runs `parts` shares of a job on up to `threads` threads, each taking the next share when it
/// is done with one.
package func runParts(_ parts: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  guard threads > 1, parts > 1 else {
    for part in 0..<parts { body(part) }
    return
  }
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, parts)) { _ in
    while true {
      let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard part < parts else { break }
      body(part)
    }
  }
}
