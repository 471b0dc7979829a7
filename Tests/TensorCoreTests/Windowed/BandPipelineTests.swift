import Synchronization
import TestSupport
import Testing

@testable import TensorCore

/// The order in which turns are filled, computed and taken, whoever does it, and what becomes of
/// failures.
@Suite struct BandPipelineTests {
  private struct Failure: Error, Equatable {
    let turn: Int
  }

  /// What happened, and whether it could.
  private final class Record: Sendable {
    struct State {
      var filled = 0
      var computed: [[Int]]
      var taken: [Int] = []
      var mistakes: [String] = []
    }
    let state: Mutex<State>
    let slots: Int
    let parts: Int
    let isInOrder: Bool

    init(turns: Int, slots: Int, parts: Int, isInOrder: Bool) {
      (self.slots, self.parts, self.isInOrder) = (slots, parts, isInOrder)
      state = Mutex(State(computed: [[Int]](repeating: [], count: turns)))
    }

    func work(fillFails: Int? = nil, takeFails: Int? = nil) -> BandPipeline.Work {
      BandPipeline.Work(
        fill: { turn in
          if turn == fillFails { throw Failure(turn: turn) }
          self.state.withLock {
            self.expect(&$0, $0.filled == turn, "fills \(turn) after \($0.filled)")
            self.expect(&$0, turn < $0.taken.count + self.slots, "fills \(turn) over one in use")
            $0.filled += 1
          }
        },
        compute: { turn, part in
          self.state.withLock {
            self.expect(&$0, turn < $0.filled, "computes \(turn), which is not filled")
            self.expect(&$0, !$0.taken.contains(turn), "computes \(turn), which is taken")
            self.expect(
              &$0, !self.isInOrder || turn == 0 || $0.computed[turn - 1].contains(part),
              "computes \(turn), \(part) before that of the turn before")
          }
          // Others get a chance to be too early.
          if (turn + part) % 3 == 0 { for _ in 0..<1000 { _ = self.state.withLock { $0.filled } } }
          self.state.withLock { $0.computed[turn].append(part) }
        },
        take: { turn in
          self.state.withLock {
            self.expect(&$0, $0.taken.count == turn, "takes \(turn) after \($0.taken)")
            self.expect(
              &$0, $0.computed[turn].sorted() == Array(0..<self.parts),
              "takes \(turn) with parts \($0.computed[turn])")
          }
          if turn == takeFails { throw Failure(turn: turn) }
          self.state.withLock { $0.taken.append(turn) }
        })
    }

    private func expect(_ state: inout State, _ isRight: Bool, _ mistake: String) {
      if !isRight { state.mistakes.append(mistake) }
    }

    var found: (computed: [[Int]], taken: [Int], mistakes: [String]) {
      state.withLock { ($0.computed, $0.taken, $0.mistakes) }
    }
  }

  struct Case: Sendable {
    let turns: Int
    let slots: Int
    let parts: Int
    let isInOrder: Bool
    let threads: Int
    let beside: [BandPipeline.Duties]
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for (turns, slots) in [(1, 1), (2, 1), (7, 2), (40, 4), (5, 5)] {
      for parts in [1, 2, 6] {
        for isInOrder in [false, true] {
          for threads in [1, 2, 5] {
            for beside in [[], [.filling], [.taking], [.filling, .taking]]
              as [[BandPipeline.Duties]]
            {
              cases.append(
                Case(
                  turns: turns, slots: slots, parts: parts, isInOrder: isInOrder,
                  threads: threads, beside: beside))
            }
          }
        }
      }
    }
    return cases
  }()

  private func run(
    _ test: Case, fillFails: Int? = nil, takeFails: Int? = nil
  ) throws -> (record: Record, failure: Failure?) {
    let record = Record(
      turns: test.turns, slots: test.slots, parts: test.parts, isInOrder: test.isInOrder)
    let pipeline = BandPipeline(
      turns: test.turns, slots: test.slots, parts: test.parts, isInOrder: test.isInOrder,
      threads: test.threads, record.work(fillFails: fillFails, takeFails: takeFails))
    do {
      try pipeline.run(beside: test.beside)
      return (record, nil)
    } catch let failure as Failure {
      return (record, failure)
    }
  }

  @Test func everyTurnIsFilledComputedAndTakenInOrder() throws {
    for test in Self.cases {
      let (record, failure) = try run(test)
      let found = record.found
      #expect(failure == nil)
      #expect(found.mistakes.isEmpty, "\(test)")
      #expect(found.taken == Array(0..<test.turns), "\(test)")
    }
  }

  /// What was filled before is still computed and taken, nothing after it.
  @Test func afterAFailureToFillTheTurnsBeforeAreTaken() throws {
    for test in Self.cases {
      let turn = test.turns / 2
      let (record, failure) = try run(test, fillFails: turn)
      let found = record.found
      #expect(failure == Failure(turn: turn), "\(test)")
      #expect(found.mistakes.isEmpty, "\(test)")
      #expect(found.taken == Array(0..<turn), "\(test)")
      let after = found.computed[turn...].joined()
      #expect(after.isEmpty, "\(test)")
    }
  }

  /// Nothing is taken after it, and nobody waits for anything any more.
  @Test func aFailureToTakeEndsIt() throws {
    for test in Self.cases {
      let turn = test.turns / 2
      let (record, failure) = try run(test, takeFails: turn)
      #expect(failure == Failure(turn: turn), "\(test)")
      #expect(record.found.mistakes.isEmpty, "\(test)")
      #expect(record.found.taken == Array(0..<turn), "\(test)")
    }
  }

  /// The failure that happened first is told, and taking goes on to it.
  @Test func theFirstFailureIsTold() throws {
    for test in Self.cases where test.slots == 2 {
      let (record, failure) = try run(test, fillFails: test.turns - 1, takeFails: 1)
      #expect(failure == Failure(turn: 1), "\(test)")
      #expect(record.found.taken == [0], "\(test)")
    }
  }
}
