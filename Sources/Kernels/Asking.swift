import CPrefetch

/// Steps of a kernel between which memory is asked for.
let stepsInPiece = 16

/// Asks for memory that is read soon, a few cache lines with each step of a kernel, so that it
/// is near when its turn comes and never more is on its way than the processor keeps track of.
struct Asking {
  private var next: UnsafeRawPointer
  private var end: UnsafeRawPointer
  /// What comes after that.
  private var other: UnsafeRawBufferPointer
  private let linesInStep: Int

  private static var line: Int { 64 }

  /// - Parameter steps: after which all has been asked for.
  @inline(__always)
  init(
    _ memory: UnsafeRawBufferPointer,
    then other: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), steps: Int
  ) {
    let lines = (memory.count + other.count + Self.line - 1) / Self.line
    next = memory.baseAddress ?? UnsafeRawPointer(bitPattern: Self.line).unsafelyUnwrapped
    end = next + memory.count
    self.other = other
    linesInStep = lines == 0 ? 0 : (lines + max(steps, 1) - 1) / max(steps, 1)
  }

  @inline(__always)
  mutating func step() {
    var left = linesInStep
    while left > 0 {
      if next >= end {
        guard let start = other.baseAddress, other.count > 0 else { return }
        next = start
        end = next + other.count
        other = UnsafeRawBufferPointer(start: nil, count: 0)
      }
      cprefetch_line(next)
      next += Self.line
      left -= 1
    }
  }
}
