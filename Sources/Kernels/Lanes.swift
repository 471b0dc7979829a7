import CLanes

// How many results one vector register holds at each level. The bits of a result do not
// depend on it: a lane holds one result element, never a part of a sum.
#if LEVEL_V4
  typealias FloatLanes = SIMD16<Float>
  typealias DoubleLanes = SIMD8<Double>
#elseif LEVEL_V3
  typealias FloatLanes = SIMD8<Float>
  typealias DoubleLanes = SIMD4<Double>
#else
  typealias FloatLanes = SIMD4<Float>
  typealias DoubleLanes = SIMD2<Double>
#endif

/// A vector of results.
///
/// Deliberately no refinement of `SIMD`: comparisons through that protocol are generic code
/// that is neither vectorised nor kept inside the module, while the same expressions written
/// for a concrete vector type compile to single instructions.
protocol Lanes {
  associatedtype Scalar: BinaryFloatingPoint
  static var count: Int { get }
  /// The one NaN that the project writes.
  static var quietNaN: Scalar { get }
  init(repeating value: Scalar)
  static func load(_ source: UnsafePointer<Scalar>) -> Self
  func store(_ target: UnsafeMutablePointer<Scalar>)
  /// `self + a·b`, rounded once.
  mutating func fuse(_ a: Self, _ b: Self)
  mutating func add(_ x: Self)
  func divided(by x: Self) -> Self
  /// Keeps the earlier of two equal values; a NaN wins and stays.
  mutating func takeMaximum(_ x: Self)
  /// Every NaN replaced by `quietNaN`.
  func canonical() -> Self
}

extension FloatLanes: Lanes {
  @inline(__always) static var count: Int { scalarCount }
  @inline(__always) static var quietNaN: Float { Float(bitPattern: 0x7FC0_0000) }
  @inline(__always) static func load(_ source: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(source).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) mutating func fuse(_ a: Self, _ b: Self) { addProduct(a, b) }
  @inline(__always) mutating func add(_ x: Self) { self += x }
  @inline(__always) func divided(by x: Self) -> Self { self / x }
  @inline(__always) mutating func takeMaximum(_ x: Self) {
    replace(with: x, where: (x .> self) .| (x .!= x))
  }
  @inline(__always) func canonical() -> Self {
    clanes_canonical_floats(self, Self.quietNaN)
  }
}

extension DoubleLanes: Lanes {
  @inline(__always) static var count: Int { scalarCount }
  @inline(__always) static var quietNaN: Double { Double(bitPattern: 0x7FF8_0000_0000_0000) }
  @inline(__always) static func load(_ source: UnsafePointer<Double>) -> Self {
    UnsafeRawPointer(source).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(target).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) mutating func fuse(_ a: Self, _ b: Self) { addProduct(a, b) }
  @inline(__always) mutating func add(_ x: Self) { self += x }
  @inline(__always) func divided(by x: Self) -> Self { self / x }
  @inline(__always) mutating func takeMaximum(_ x: Self) {
    replace(with: x, where: (x .> self) .| (x .!= x))
  }
  @inline(__always) func canonical() -> Self {
    clanes_canonical_doubles(self, Self.quietNaN)
  }
}

/// Vectors of four lanes or a multiple of it.
protocol LanesInFours: Lanes {
  /// Of each four lanes, the one numbered `lane` in all of them.
  func repeatedInFours(_ lane: Int32) -> Self
}

extension FloatLanes: LanesInFours {
  @inline(__always) func repeatedInFours(_ lane: Int32) -> Self {
    clanes_repeat_in_fours(self, lane)
  }
}

#if LEVEL_V4 || LEVEL_V3
  extension DoubleLanes: LanesInFours {
    @inline(__always) func repeatedInFours(_ lane: Int32) -> Self {
      clanes_repeat_doubles_in_fours(self, lane)
    }
  }
#endif

extension Lanes {
  /// Stores the first `lanes` results.
  @inline(__always) func store(_ target: UnsafeMutablePointer<Scalar>, lanes: Int) {
    if lanes == Self.count {
      store(target)
    } else {
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: Self.count) {
        let all = $0.baseAddress.unsafelyUnwrapped
        store(all)
        var done = 0
        // Pieces of constant length are moves; a loop over the lanes would become a call.
        @inline(__always) func piece(_ count: Int) {
          guard lanes & count != 0 else { return }
          for lane in 0..<count { target[done + lane] = all[done + lane] }
          done += count
        }
        piece(8)
        piece(4)
        piece(2)
        piece(1)
      }
    }
  }
}
