import CCPU
import KernelInterface
import KernelsBaseline

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#endif

/// The instruction sets that kernels are built for, and the one that this process uses.
///
/// This file alone knows their kernels and what a processor offers. All give the same bits.
public enum InstructionSet: String, CaseIterable, Comparable, Sendable {
  /// What every processor of the architecture has.
  case baseline
  /// AVX2 and FMA: x86-64-v3.
  case v3
  /// AVX-512: x86-64-v4.
  case v4

  public static func < (a: Self, b: Self) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }

  /// What this processor and system offer.
  public static var offered: [InstructionSet] {
    #if arch(x86_64)
      let level = ccpu_level()
      return [.baseline] + (level >= 3 ? [.v3] : []) + (level >= 4 ? [.v4] : [])
    #else
      return [.baseline]
    #endif
  }

  /// The best that is offered, or what `CONVPIPE_CPU` asks for.
  ///
  /// - Throws: `InstructionSetError` if that is unknown or not offered.
  public static func chosen() throws(InstructionSetError) -> InstructionSet {
    let offered = Self.offered
    guard let name = OperatingSystem.environment("CONVPIPE_CPU"), !name.isEmpty else {
      return offered.last!
    }
    guard let set = InstructionSet(rawValue: name) else { throw .unknown(name) }
    guard offered.contains(set) else {
      throw .notOffered(name, offered: offered.map(\.rawValue))
    }
    return set
  }

  /// The kernels of this instruction set.
  private var tables: KernelTables {
    #if arch(x86_64)
      switch self {
      case .v4: return KernelsV4.tables
      case .v3: return KernelsV3.tables
      case .baseline: break
      }
    #endif
    return KernelsBaseline.tables
  }

  var elementaryKernels: ElementaryTable { tables.elementary() }

  /// The elementwise kernels for one compute type.
  func elementwise<Scalar: ComputeScalar>(_: Scalar.Type) -> ElementwiseTable<Scalar> {
    let table: Any =
      Scalar.computeType == .float32 ? tables.floatElementwise() : tables.doubleElementwise()
    return table as! ElementwiseTable<Scalar>
  }

  /// The kernels for one compute type.
  func kernels<Scalar: ComputeScalar>(_: Scalar.Type) -> KernelTable<Scalar> {
    let table: Any = Scalar.computeType == .float32 ? tables.float() : tables.double()
    return table as! KernelTable<Scalar>
  }

  /// The same with vectors of half the length, where `vectors` of those hold `width` results that
  /// start anywhere in memory: longer ones nearly always reach into another line of the cache,
  /// which is a second load.
  func narrowed<Scalar: ComputeScalar>(
    to width: Int, vectors: Int, _: Scalar.Type
  ) -> InstructionSet {
    self == .v4 && width <= vectors * 32 / MemoryLayout<Scalar>.size ? .v3 : self
  }
}

/// A wish for an instruction set that cannot be had.
public enum InstructionSetError: Failure, Equatable {
  case unknown(String)
  case notOffered(String, offered: [String])

  public var category: FailureCategory { .usage }
  public var message: String {
    switch self {
    case .unknown(let name):
      "CONVPIPE_CPU is '\(name)', expected baseline, v3 or v4"
    case .notOffered(let name, let offered):
      "CONVPIPE_CPU is '\(name)', but this machine offers \(offered.joined(separator: ", "))"
    }
  }
}

/// How a job runs; never what it computes.
public struct Execution: Sendable {
  public var instructionSet: InstructionSet
  /// Computing threads.
  public var threads: Int

  public init(instructionSet: InstructionSet, threads: Int) {
    self.instructionSet = instructionSet
    self.threads = threads
  }
}
