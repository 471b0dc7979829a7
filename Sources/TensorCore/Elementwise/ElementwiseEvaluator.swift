import KernelInterface

/// Runs a program over blocks of elements that fit the cache. One thread uses one.
final class ElementwiseEvaluator<Scalar: ComputeScalar>: @unchecked Sendable {
  /// Elements of a block.
  static var blockLength: Int { 1024 }

  /// The blocks of the arrays.
  var arrays: [Operand<Scalar>]

  private let program: ElementwiseProgram
  private let plain: ElementwiseTable<Scalar>
  private let elementary: ElementaryTable
  private let registers: PlacedMemory<Scalar>
  /// Two blocks in float64.
  private let wide: PlacedMemory<Double>

  init(
    _ program: ElementwiseProgram, arrays: [Operand<Scalar>], _ instructionSet: InstructionSet
  ) throws {
    self.program = program
    self.arrays = arrays
    plain = instructionSet.elementwise(Scalar.self)
    elementary = instructionSet.elementaryKernels
    let blocks = program.registerCount + 4
    registers = try PlacedMemory(count: blocks * Self.blockLength)
    wide = try PlacedMemory(count: 2 * Self.blockLength)
  }

  /// The value of a program without arrays.
  static func value(of program: ElementwiseProgram) -> Double where Scalar == Double {
    // A few kilobytes on the machine's plainest kernels: all give the same bits.
    guard let evaluator = try? ElementwiseEvaluator(program, arrays: [], .baseline) else {
      return .nan
    }
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: ElementwiseTable<Double>.unit
    ) {
      evaluator.evaluate($0.count, into: $0.baseAddress!)
      return $0[0]
    }
  }

  private func register(_ index: Int) -> UnsafeMutablePointer<Scalar> {
    registers.start + index * Self.blockLength
  }

  private func wideBlock(_ index: Int) -> UnsafeMutablePointer<Double> {
    wide.start + index * Self.blockLength
  }

  /// - Parameters:
  ///   - count: at most a block, a multiple of the kernels' unit.
  ///   - target: where the result goes.
  func evaluate(_ count: Int, into target: UnsafeMutablePointer<Scalar>) {
    // A place for a number of each operand of a step.
    let numbers = register(program.registerCount)
    func operand(_ value: ElementwiseProgram.Value, _ place: Int = 0) -> Operand<Scalar> {
      switch value {
      case .register(let index): return Operand(register(index), step: 1)
      case .array(let index): return arrays[index]
      case .number(let number):
        numbers[place] = Scalar(number)
        return Operand(numbers + place, step: 0)
      }
    }
    for (index, (step, register)) in program.steps.enumerated() {
      let isLast = index == program.steps.count - 1
      let result = isLast ? target : self.register(register)
      switch step {
      case .plain(let function, let a): plain.unary(function, operand(a), result, count)
      case .binary(let function, let a, let b):
        plain.binary(function, operand(a), operand(b, 1), result, count)
      case .select(let a, let b, let c):
        plain.select(operand(a), operand(b, 1), operand(c, 2), result, count)
      case .elementary(let function, let a):
        let x = widened(operand(a), 0, count)
        if function == .sin || function == .cos {
          LargeAngle.evaluate(function, x, wideBlock(1), count, elementary)
          narrow(wideBlock(1), result, count)
        } else {
          elementary.unary(function, x, x, count)
          narrow(x, result, count)
        }
      case .power(let a, let b):
        let x = widened(operand(a), 0, count)
        elementary.power(x, widened(operand(b), 1, count), x, count)
        narrow(x, result, count)
      case .wholePower(let a, let exponent):
        let x = widened(operand(a), 0, count)
        raise(x, to: exponent, count)
        narrow(x, result, count)
      }
    }
  }

  /// A block in float64.
  private func widened(_ operand: Operand<Scalar>, _ place: Int, _ count: Int)
    -> UnsafeMutablePointer<Double>
  {
    let block = wideBlock(place)
    if operand.step == 0 {
      block.update(repeating: Double(operand.start.pointee), count: count)
    } else {
      Conversion.widen(operand.start, Scalar.computeType.elementType, to: block, count: count)
    }
    return block
  }

  private func narrow(
    _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Scalar>, _ count: Int
  ) {
    Conversion.narrow(source, to: target, Scalar.computeType.elementType, count: count)
  }

  /// By squares and products, from the low bit of the exponent; then one division if it is
  /// negative.
  private func raise(_ x: UnsafeMutablePointer<Double>, to exponent: Int, _ count: Int) {
    for i in 0..<count {
      var (square, result, rest) = (x[i], 1.0, exponent.magnitude)
      while rest > 0 {
        if rest & 1 == 1 { result *= square }
        rest >>= 1
        if rest > 0 { square *= square }
      }
      let power = exponent < 0 ? 1 / result : result
      x[i] = power.isNaN ? .quietNaN : power
    }
  }
}
