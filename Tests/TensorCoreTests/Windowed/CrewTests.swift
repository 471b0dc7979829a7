import Dispatch
import Synchronization
import TensorCore
import Testing

/// Sharing out work among threads.
@Suite struct CrewTests {
  @Test(arguments: 1...9, [0, 1, 2, 7, 1000])
  func doesEachPartOnce(threads: Int, parts: Int) {
    let counts = Mutex([Int](repeating: 0, count: parts))
    for _ in 0..<20 {
      runParts(parts, threads: threads) { part in counts.withLock { $0[part] += 1 } }
    }
    #expect(counts.withLock { $0 } == [Int](repeating: 20, count: parts))
  }

  /// A part may have parts of its own, which nobody else may be free for.
  @Test func doesPartsWithinParts() {
    let count = Atomic<Int>(0)
    runParts(6, threads: 3) { _ in
      runParts(50, threads: 4) { _ in count.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(count.load(ordering: .relaxed) == 300)
  }

  /// Jobs of several threads at a time, of which one gets the helpers.
  @Test func doesSeveralJobsAtATime() {
    let count = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<200 {
        runParts(3, threads: 3) { _ in count.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    #expect(count.load(ordering: .relaxed) == 8 * 200 * 3)
  }

  /// A helper that sleeps wakes up, and one that has begun is waited for.
  @Test func waitsForAllThatBegan() {
    for pause in [0, 100, 500] {
      let done = Atomic<Int>(0)
      for _ in 0..<20 {
        runParts(4, threads: 4) { _ in
          let end = ContinuousClock.now + .microseconds(pause)
          while ContinuousClock.now < end {}
          done.wrappingAdd(1, ordering: .relaxed)
        }
        let end = ContinuousClock.now + .microseconds(pause)
        while ContinuousClock.now < end {}
      }
      #expect(done.load(ordering: .relaxed) == 80)
    }
  }
}
