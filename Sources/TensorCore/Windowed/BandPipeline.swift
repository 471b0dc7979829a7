import Dispatch
import Synchronization

/// The turns of a windowed operator over one array: each is filled, computed in some parts, and
/// taken. What is filled follows the turn before, and so is what is taken; parts are computed by
/// whichever thread is free, those of the next turn too while others are at this one's.
final class BandPipeline: Sendable {
  /// What each turn goes through.
  struct Work: Sendable {
    /// Makes the turn's band, after that of the turn before.
    var fill: @Sendable (_ turn: Int) throws -> Void
    var compute: @Sendable (_ turn: Int, _ part: Int) -> Void
    /// Passes on the results, after those of the turn before.
    var take: @Sendable (_ turn: Int) throws -> Void
  }

  /// What a thread does.
  struct Duties: OptionSet {
    let rawValue: Int
    static let filling = Duties(rawValue: 1)
    static let computing = Duties(rawValue: 2)
    static let taking = Duties(rawValue: 4)
  }

  private enum Step {
    case fill(Int)
    case compute(turn: Int, part: Int)
    case take(Int)
    case wait
    case leave
  }

  private struct State {
    /// How many turns there are, or will be after an error.
    var turns: Int
    var filled = 0
    var isFilling = false
    /// The next part to compute.
    var turn = 0
    var part = 0
    /// For each slot how many parts of its turn are not done.
    var left: [Int]
    /// For each part how many turns have it done, where that matters.
    var turnsDone: [Int]
    var taken = 0
    var isTaking = false
    var failure: (any Error)?
    /// Threads that are asleep until something changes.
    var sleepers: [DispatchSemaphore] = []
  }

  private let work: Work
  private let slots: Int
  private let parts: Int
  private let isInOrder: Bool
  private let computingThreads: Int
  private let state: Mutex<State>
  /// Grows with every change of the state.
  private let changes = Atomic<Int>(0)

  /// - Parameters:
  ///   - slots: how many turns there is room for at a time.
  ///   - parts: of each turn.
  ///   - isInOrder: whether a part of a turn needs that part of the turn before.
  init(turns: Int, slots: Int, parts: Int, isInOrder: Bool, threads: Int, _ work: Work) {
    self.work = work
    self.slots = slots
    self.parts = parts
    self.isInOrder = isInOrder
    computingThreads = threads
    state = Mutex(
      State(
        turns: turns, left: [Int](repeating: parts, count: slots),
        turnsDone: isInOrder ? [Int](repeating: 0, count: parts) : []))
  }

  /// Runs all turns.
  ///
  /// - Parameter beside: duties that have a thread each.
  /// - Throws: what filling or taking threw first. Turns that were filled before have then been taken.
  func run(beside: [Duties]) throws {
    for duties in beside { DispatchQueue(label: "beside").async { self.run(duties) } }
    let left = beside.reduce([.filling, .computing, .taking] as Duties) { $0.subtracting($1) }
    Crew.shared.run(threads: computingThreads) { self.run(left) }
    // Where taking has failed nobody needs what filling still waits for.
    while true {
      let before = changes.load(ordering: .acquiring)
      if state.withLock({ $0.taken >= $0.turns }) { break }
      wait(since: before)
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func run(_ duties: Duties) {
    while true {
      let before = changes.load(ordering: .acquiring)
      switch state.withLock({ next(&$0, duties) }) {
      case .fill(let turn):
        let result = Result { try work.fill(turn) }
        change {
          $0.isFilling = false
          switch result {
          case .success: $0.filled += 1
          case .failure(let error):
            $0.turns = min($0.turns, turn)
            if $0.failure == nil { $0.failure = error }
          }
        }
      case .compute(let turn, let part):
        work.compute(turn, part)
        change {
          $0.left[turn % slots] -= 1
          if isInOrder { $0.turnsDone[part] = turn + 1 }
        }
      case .take(let turn):
        let result = Result { try work.take(turn) }
        change {
          $0.isTaking = false
          $0.left[turn % slots] = parts
          $0.taken += 1
          if case .failure(let error) = result {
            $0.turns = $0.taken
            if $0.failure == nil { $0.failure = error }
          }
        }
      case .wait: wait(since: before)
      case .leave: return
      }
    }
  }

  private func next(_ state: inout State, _ duties: Duties) -> Step {
    let turns = state.turns
    if duties.contains(.taking), !state.isTaking, state.taken < turns,
      state.left[state.taken % slots] == 0
    {
      state.isTaking = true
      return .take(state.taken)
    }
    let canFill =
      duties.contains(.filling) && !state.isFilling && state.filled < turns
      && state.filled - state.taken < slots
    // Others are not to wait for what one thread alone can make; but a turn of one part is best
    // computed by the thread that has filled it.
    let ready = max(0, (state.filled - state.turn) * parts - state.part)
    let enough = parts == 1 ? computingThreads - 1 : computingThreads == 1 ? 0 : computingThreads
    if canFill, ready < enough || !duties.contains(.computing) {
      state.isFilling = true
      return .fill(state.filled)
    }
    if duties.contains(.computing), state.turn < min(state.filled, turns),
      !isInOrder || state.turnsDone[state.part] == state.turn
    {
      let (turn, part) = (state.turn, state.part)
      state.part += 1
      if state.part == parts { (state.turn, state.part) = (turn + 1, 0) }
      return .compute(turn: turn, part: part)
    }
    if canFill {
      state.isFilling = true
      return .fill(state.filled)
    }
    // Who does the last part of a turn takes it.
    let isOver =
      duties.contains(.computing)
      ? state.turn >= turns
      : duties.contains(.filling) ? state.filled >= turns : state.taken >= turns
    return isOver ? .leave : .wait
  }

  private func change(_ body: (inout sending State) -> Void) {
    let sleepers = state.withLock { state in
      body(&state)
      changes.wrappingAdd(1, ordering: .acquiringAndReleasing)
      defer { state.sleepers = [] }
      return state.sleepers
    }
    for sleeper in sleepers { sleeper.signal() }
  }

  /// Waits until the state has changed since there were so many changes.
  private func wait(since before: Int) {
    let patience = Patience()
    while changes.load(ordering: .acquiring) == before {
      guard !patience.lasts() else { continue }
      let sleeper = DispatchSemaphore(value: 0)
      state.withLock { $0.sleepers.append(sleeper) }
      // A change in between may have seen no sleeper.
      if changes.load(ordering: .acquiring) == before { sleeper.wait() }
      return
    }
  }
}
