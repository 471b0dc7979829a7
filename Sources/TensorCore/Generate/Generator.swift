/// Makes arrays out of nothing but a few numbers.
public struct Generator: Sendable {
  public let fill: Fill
  public let elementType: ElementType
  public let shape: Shape
  public let seed: UInt64
  private let execution: Execution

  /// - Throws: `FillError` for values that the element type cannot hold.
  public init(
    _ fill: Fill, elementType: ElementType, shape: Shape, seed: UInt64 = 0, execution: Execution
  ) throws(FillError) {
    self.fill = Self.inReach(fill, elementType, last: max(shape.count, 1) - 1)
    self.elementType = elementType
    self.shape = shape
    self.seed = seed
    self.execution = execution
    try check()
  }

  private static var blockSize: Int { 1 << 14 }

  /// A ramp of whole numbers that leave int64 is one in float64 where the elements are floats.
  private static func inReach(_ fill: Fill, _ type: ElementType, last: Int) -> Fill {
    guard case .integerRamp(let start, let step) = fill, type.kind == "f" else { return fill }
    let ends = [start, end(ofRampFrom: start, by: step, last: last)]
    if ends.allSatisfy({ $0.flatMap(Int64.init(exactly:)) != nil }) { return fill }
    return .ramp(start: Double(start), step: Double(step))
  }

  /// The last element of a ramp; nil if it is beyond what can be computed.
  private static func end(ofRampFrom start: Int128, by step: Int128, last: Int) -> Int128? {
    let (product, overflow) = Int128(last).multipliedReportingOverflow(by: step)
    let (end, carry) = start.addingReportingOverflow(product)
    return overflow || carry ? nil : end
  }

  /// Writes the array number `sequence` of a stream: random elements differ from array to array.
  ///
  /// - Throws: `StreamError`, `MemoryError`.
  public func write(to writer: TensorWriter, sequence: Int = 0) throws {
    let threads = fill.isRandom ? execution.threads : 1
    let blocksAtOnce = 4 * threads
    let size = elementType.byteCount
    let storage = try Storage(byteCount: blocksAtOnce * Self.blockSize * size)
    try writer.begin(elementType, shape)
    var first = 0
    while first < shape.count {
      let count = min(blocksAtOnce * Self.blockSize, shape.count - first)
      let start = first
      runParts(count.dividedUp(by: Self.blockSize), threads: threads) { block in
        let offset = block * Self.blockSize
        storage.withBytes { bytes in
          generate(
            from: start + offset, count: min(Self.blockSize, count - offset),
            into: bytes.baseAddress! + offset * size, sequence: UInt64(sequence))
        }
      }
      try storage.withBytes {
        try writer.write(UnsafeRawBufferPointer(rebasing: $0[..<(count * size)]))
      }
      first += count
    }
  }

  /// The whole array.
  public func tensor(sequence: Int = 0) throws -> Tensor {
    let tensor = try Tensor(elementType: elementType, shape: shape)
    tensor.withBytes { bytes in
      for first in stride(from: 0, to: shape.count, by: Self.blockSize) {
        generate(
          from: first, count: min(Self.blockSize, shape.count - first),
          into: bytes.baseAddress! + first * elementType.byteCount, sequence: UInt64(sequence))
      }
    }
    return tensor
  }

  private func generate(
    from first: Int, count: Int, into target: UnsafeMutableRawPointer, sequence: UInt64
  ) {
    if fill.isInteger {
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { values in
        integers(from: first, into: values, sequence: sequence)
        Conversion.store(UnsafePointer(values.baseAddress!), to: target, elementType, count: count)
      }
    } else {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { values in
        numbers(from: first, into: values, sequence: sequence)
        Conversion.narrow(
          UnsafePointer(values.baseAddress!), to: target, elementType, count: count)
      }
    }
  }

  private func random(_ sequence: UInt64) -> RandomNumbers {
    RandomNumbers(
      philox: Philox(seed: seed), sequence: sequence,
      kernels: execution.instructionSet.elementaryKernels)
  }

  private func integers(
    from first: Int, into target: UnsafeMutableBufferPointer<Int64>, sequence: UInt64
  ) {
    switch fill {
    case .integers(let low, let high):
      random(sequence).integers(low, high, from: first, into: target)
    case .integerRamp(let start, let step):
      // All elements are int64 or uint64, whose bits wrap alike.
      let (start, step) = (Int64(truncatingIfNeeded: start), Int64(truncatingIfNeeded: step))
      for i in target.indices { target[i] = start &+ Int64(first + i) &* step }
    case .delta(let index):
      for i in target.indices { target[i] = first + i == index ? 1 : 0 }
    default: preconditionFailure("not computed as integers")
    }
  }

  private func numbers(
    from first: Int, into target: UnsafeMutableBufferPointer<Double>, sequence: UInt64
  ) {
    switch fill {
    case .constant(let value): target.update(repeating: value)
    case .ramp(let start, let step):
      for i in target.indices { target[i] = start.addingProduct(Double(first + i), step) }
    case .uniform(let low, let high):
      let bits = elementType == .float64 ? 53 : elementType == .float32 ? 24 : 11
      random(sequence).uniform(low, high, from: first, bits: bits, into: target)
    case .normal(let mean, let deviation):
      random(sequence).normal(mean, deviation, from: first, into: target)
    default: preconditionFailure("computed as integers")
    }
  }

  private func check() throws(FillError) {
    func check(_ value: Double) throws(FillError) {
      guard elementType.holds(value) else { throw .doesNotFit(describe(value), elementType) }
    }
    func check(_ value: Int128) throws(FillError) {
      guard elementType.holds(value) else { throw .doesNotFit("\(value)", elementType) }
    }
    let last = max(shape.count, 1) - 1
    switch fill {
    case .constant(let value):
      try check(value)
    case .ramp(let start, let step):
      try check(start)
      let end = start + Double(last) * step
      try check(end)
      guard end.isFinite || !start.isFinite || !step.isFinite else {
        throw .doesNotFit("the last element", elementType)
      }
    case .integerRamp(let start, let step):
      guard let end = Self.end(ofRampFrom: start, by: step, last: last) else {
        throw .doesNotFit("the last element", elementType)
      }
      try check(start)
      try check(end)
    case .delta: break
    case .uniform(let low, let high):
      guard elementType.kind == "f" else { throw .needsFloat("uniform", elementType) }
      try check(low)
      try check(high)
    case .normal(let mean, let deviation):
      guard elementType.kind == "f" else { throw .needsFloat("normal", elementType) }
      let reach = mean.magnitude + RandomNumbers.normalReach * deviation
      guard reach.isFinite && elementType.holds(reach) || shape.count == 0 else {
        throw .reaches(reach, elementType)
      }
    case .integers(let low, let high):
      try check(Int128(low))
      try check(Int128(high) - 1)
    }
  }

  private func describe(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
