/// How the results along one axis read a band's padded elements.
///
/// Result `i` reads `span` padded elements from `start(i)` on. For a window that slides forward,
/// `start(i) = i·stride`. For its adjoint several results may start at the same element:
///
///     start(i) = floor((i·step + origin) / divisor)
///
/// Results whose `(i·step + origin) mod divisor` is the same take the same taps, and are of one
/// phase. So do adaptive windows, of which those make a phase that are of one length.
struct BandAxis: Equatable, Sendable {
  /// Real elements, and the padding around them.
  let input: Int
  let before: Int
  let after: Int
  let output: Int
  /// Elements of the kernel.
  let kernel: Int
  let span: Int
  let step: Int
  let origin: Int
  let divisor: Int
  /// The taps of each phase, in the order in which the chain takes them.
  let phases: [[Tap]]
  /// Adaptive windows: the largest remainder of those that are of the first phase.
  private var lastOfFirstPhase: Int?

  struct Tap: Equatable, Sendable {
    /// Which element of the kernel's axis.
    let index: Int
    /// Which padded element it meets, counted from a result's start.
    let offset: Int
  }

  /// All padded elements, with what the last window of ceil mode hangs over.
  var padded: Int { max(input + before + after, start(output - 1) + span) }
  /// Padded elements from the start of the first result to the end of the last.
  var extent: Int { start(output - 1) - start(0) + span }
  /// By how much a result's start is past that of the one before, 1 where they share some.
  var advance: Int { max(1, step / divisor) }
  /// Whether neighbouring results read neighbouring elements, all through the same taps.
  var isUnitStride: Bool { step == 1 && divisor == 1 }

  func start(_ index: Int) -> Int {
    index * (step / divisor) + (index * (step % divisor) + origin) / divisor
  }
  func phase(_ index: Int) -> Int {
    let remainder = (index * (step % divisor) + origin) % divisor
    return lastOfFirstPhase.map { remainder > $0 ? 1 : 0 } ?? remainder
  }

  /// The first result of a phase, and how many there are: each is `divisor` after the one before.
  /// Not for adaptive windows.
  func results(ofPhase phase: Int) -> (first: Int, count: Int) {
    // The step is 1 where there are several phases.
    let distance = (phase - origin) % divisor
    let first = min(distance < 0 ? distance + divisor : distance, output)
    return (first, (output - first).dividedUp(by: divisor))
  }

  /// Which taps of a result meet real elements; those before and after them meet padding.
  func realTaps(_ index: Int) -> Range<Int> {
    let start = start(index)
    return phases[phase(index)].withUnsafeBufferPointer { taps in
      let upper = taps.firstIndex { start + $0.offset >= before + input } ?? taps.count
      let lower = taps.firstIndex { start + $0.offset >= before } ?? taps.count
      return min(lower, upper)..<upper
    }
  }

  /// The different `realTaps` that a phase's results have, first that of a window without
  /// padding.
  func realRanges(phase: Int) -> [Range<Int>] {
    var ranges = [0..<phases[phase].count]
    func add(_ index: Int) {
      guard self.phase(index) == phase else { return }
      let range = realTaps(index)
      if !ranges.contains(range) { ranges.append(range) }
    }
    var first = 0
    while first < output, start(first) < before {
      add(first)
      first += 1
    }
    var last = output - 1
    while last >= first, start(last) + span > before + input {
      add(last)
      last -= 1
    }
    return ranges
  }

  init(_ window: AxisWindow) {
    input = window.input
    (before, after) = (window.before, window.after)
    output = window.output
    kernel = window.kernel
    span = window.effective
    func taps(_ count: Int) -> [Tap] {
      (0..<count).map { Tap(index: $0, offset: $0 * window.dilation) }
    }
    origin = 0
    if window.isAdaptive {
      // From ⌊i·input/output⌋, ⌈(remainder + input) / output⌉ elements.
      (step, divisor) = (window.input, window.output)
      let share = window.input / window.output
      phases = (share + 1...window.kernel).map(taps)
      lastOfFirstPhase = window.output - window.input % window.output
    } else {
      (step, divisor) = (window.stride, 1)
      phases = [taps(window.kernel)]
    }
  }

  /// Each result is a tile of `outputs` results of a window without stride, and reads `inputs`
  /// elements.
  init(tiles window: AxisWindow, outputs: Int, inputs: Int) {
    input = window.input
    (before, after) = (window.before, window.after)
    output = window.output.dividedUp(by: outputs)
    kernel = 1
    span = inputs
    step = outputs
    (origin, divisor) = (0, 1)
    phases = [[Tap(index: 0, offset: 0)]]
  }

  /// The results are the elements that a sliding window read, the input is what it gave: tap `k`
  /// of result `i` meets element `q = (i + before − k·dilation) / stride` where that is whole.
  /// The taps come with `q` rising, which is the order of the flipped kernel.
  init(_ adjoint: AdjointAxis) {
    let stride = adjoint.stride
    // The farthest that a result reaches back.
    let reach = (adjoint.kernel - 1) * adjoint.dilation / stride
    let firstPad = max(0, reach - adjoint.before / stride)
    input = adjoint.input
    before = firstPad
    output = adjoint.output
    kernel = adjoint.kernel
    span = reach + 1
    step = 1
    origin = adjoint.before + stride * (firstPad - reach)
    divisor = stride
    let last = (output - 1 + origin) / stride + span
    after = max(0, last - firstPad - input)
    phases = (0..<stride).map { phase in
      (0..<adjoint.kernel).reversed().compactMap { index in
        let distance = index * adjoint.dilation - phase
        guard distance % stride == 0 else { return nil }
        return Tap(index: index, offset: reach - distance / stride)
      }
    }
  }
}
