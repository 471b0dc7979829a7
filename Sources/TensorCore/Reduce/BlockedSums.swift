/// What is summed of an element.
protocol SumTerm {
  static func of(_ x: Double) -> Double
}

enum Plain: SumTerm {
  @inline(__always) static func of(_ x: Double) -> Double { x }
}

/// Rounded before it is added; exact for elements of at most 26 significant bits.
enum Squared: SumTerm {
  @inline(__always) static func of(_ x: Double) -> Double { x * x }
}

/// Sums in float64: additions from +0 inside a block of 1024 consecutive elements, the blocks'
/// sums added in order from +0.
struct BlockedSums<Term: SumTerm>: ReductionAccumulator {
  /// What is made of a sum.
  enum Outcome {
    case sum, mean, root
  }

  /// Elements of a block. Part of the definition of every result.
  private static var blockLength: Int { BlockSums<Double>.blockLength }

  private let outcome: Outcome
  /// The sums of the current block, and of those before; arbitrary before the first element and
  /// before the end of the first block.
  private var partials: GrowingValues<Double>
  private var totals: GrowingValues<Double>

  init(_ outcome: Outcome) throws(MemoryError) {
    self.outcome = outcome
    partials = try GrowingValues()
    totals = try GrowingValues()
  }

  mutating func reserve(_ count: Int, end: Int) throws(MemoryError) {
    try partials.reserve(count)
    if end >= Self.blockLength { try totals.reserve(count) }
  }

  mutating func add(
    _ elements: UnsafePointer<Double>, numbers: Int, outputs: Int, output: Int, number: Int
  ) {
    if outputs == 1 {
      addRun(elements, numbers, output, number)
    } else {
      for row in 0..<numbers { addRow(elements + row * outputs, outputs, output, number + row) }
    }
  }

  private mutating func addRow(
    _ x: UnsafePointer<Double>, _ count: Int, _ output: Int, _ number: Int
  ) {
    let sums = partials.base + output
    let offset = number % Self.blockLength
    if offset == 0 {
      for i in 0..<count { sums[i] = 0 + Term.of(x[i]) }
    } else {
      for i in 0..<count { sums[i] += Term.of(x[i]) }
    }
    guard offset == Self.blockLength - 1 else { return }
    let totals = totals.base + output
    if number < Self.blockLength {
      for i in 0..<count { totals[i] = 0 + sums[i] }
    } else {
      for i in 0..<count { totals[i] += sums[i] }
    }
  }

  private func addRun(_ x: UnsafePointer<Double>, _ count: Int, _ output: Int, _ number: Int) {
    var done = 0
    while done < count {
      let (block, offset) = (number + done).quotientAndRemainder(dividingBy: Self.blockLength)
      if offset == 0, count - done >= 8 * Self.blockLength {
        addEightBlocks(x + done, output, block)
        done += 8 * Self.blockLength
        continue
      }
      let piece = min(count - done, Self.blockLength - offset)
      var sum = offset == 0 ? 0 : partials.base[output]
      for i in done..<(done + piece) { sum += Term.of(x[i]) }
      partials.base[output] = sum
      if offset + piece == Self.blockLength { endBlock(block, output, sum) }
      done += piece
    }
  }

  private func endBlock(_ block: Int, _ output: Int, _ sum: Double) {
    totals.base[output] = (block == 0 ? 0 : totals.base[output]) + sum
  }

  /// Eight blocks side by side: an addition takes as long as it takes to start eight.
  private func addEightBlocks(_ x: UnsafePointer<Double>, _ output: Int, _ block: Int) {
    let length = Self.blockLength
    var (a, b, c, d, e, f, g, h) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for i in 0..<length {
      a += Term.of(x[i])
      b += Term.of(x[i + length])
      c += Term.of(x[i + 2 * length])
      d += Term.of(x[i + 3 * length])
      e += Term.of(x[i + 4 * length])
      f += Term.of(x[i + 5 * length])
      g += Term.of(x[i + 6 * length])
      h += Term.of(x[i + 7 * length])
    }
    endBlock(block, output, a)
    endBlock(block + 1, output, b)
    endBlock(block + 2, output, c)
    endBlock(block + 3, output, d)
    endBlock(block + 4, output, e)
    endBlock(block + 5, output, f)
    endBlock(block + 6, output, g)
    endBlock(block + 7, output, h)
  }

  func result<Target: StoredElement>(_ output: Int, count: Int, as: Target.Type) -> Target {
    let (blocks, left) = count.quotientAndRemainder(dividingBy: Self.blockLength)
    var total = blocks > 0 ? totals.base[output] : 0
    if left > 0 { total += partials.base[output] }
    let value =
      switch outcome {
      case .sum: total
      case .mean: total / Double(count)
      case .root: total.squareRoot()
      }
    return Target(nearest: value, rounding: .toNearestOrEven)
  }
}
