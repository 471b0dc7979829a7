// The elementwise operations of a vector. As `Lanes`, written for each vector type.
protocol ElementwiseLanes: Lanes {
  static var zero: Self { get }
  static var one: Self { get }
  func adding(_ b: Self) -> Self
  func subtracting(_ b: Self) -> Self
  func multiplied(by b: Self) -> Self
  func minimum(_ b: Self) -> Self
  func less(_ b: Self) -> Self
  func lessOrEqual(_ b: Self) -> Self
  func equal(_ b: Self) -> Self
  func notEqual(_ b: Self) -> Self
  func both(_ b: Self) -> Self
  func either(_ b: Self) -> Self
  func selecting(_ a: Self, _ b: Self) -> Self
  func negated() -> Self
  func absolute() -> Self
  func root() -> Self
  func roundedDown() -> Self
  func roundedUp() -> Self
  func roundedToNearest() -> Self
}

extension FloatLanes: ElementwiseLanes {
  typealias Bits = MaskStorage
  @inline(__always) private init(integers: Bits) {
    self = unsafeBitCast(integers, to: Self.self)
  }
  @inline(__always) private var integers: Bits { unsafeBitCast(self, to: Bits.self) }
  @inline(__always) static var zero: Self { Self(repeating: 0) }
  @inline(__always) static var one: Self { Self(repeating: 1) }
  @inline(__always) func adding(_ b: Self) -> Self { self + b }
  @inline(__always) func subtracting(_ b: Self) -> Self { self - b }
  @inline(__always) func multiplied(by b: Self) -> Self { self * b }
  @inline(__always) func minimum(_ b: Self) -> Self {
    replacing(with: b, where: (b .< self) .| (b .!= b))
  }
  @inline(__always) func less(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .< b)
  }
  @inline(__always) func lessOrEqual(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .<= b)
  }
  @inline(__always) func equal(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .== b)
  }
  @inline(__always) func notEqual(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .!= b)
  }
  @inline(__always) func both(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: (self .!= .zero) .& (b .!= .zero))
  }
  @inline(__always) func either(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: (self .!= .zero) .| (b .!= .zero))
  }
  @inline(__always) func selecting(_ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: self .!= .zero)
  }
  @inline(__always) func negated() -> Self { Self(integers: integers ^ Bits(repeating: .min)) }
  @inline(__always) func absolute() -> Self { Self(integers: integers & Bits(repeating: .max)) }
  @inline(__always) func root() -> Self { squareRoot() }
  @inline(__always) func roundedDown() -> Self { rounded(.down) }
  @inline(__always) func roundedUp() -> Self { rounded(.up) }
  @inline(__always) func roundedToNearest() -> Self { rounded(.toNearestOrEven) }
}

extension DoubleLanes: ElementwiseLanes {
  typealias Bits = MaskStorage
  @inline(__always) private init(integers: Bits) {
    self = unsafeBitCast(integers, to: Self.self)
  }
  @inline(__always) private var integers: Bits { unsafeBitCast(self, to: Bits.self) }
  @inline(__always) static var zero: Self { Self(repeating: 0) }
  @inline(__always) static var one: Self { Self(repeating: 1) }
  @inline(__always) func adding(_ b: Self) -> Self { self + b }
  @inline(__always) func subtracting(_ b: Self) -> Self { self - b }
  @inline(__always) func multiplied(by b: Self) -> Self { self * b }
  @inline(__always) func minimum(_ b: Self) -> Self {
    replacing(with: b, where: (b .< self) .| (b .!= b))
  }
  @inline(__always) func less(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .< b)
  }
  @inline(__always) func lessOrEqual(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .<= b)
  }
  @inline(__always) func equal(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .== b)
  }
  @inline(__always) func notEqual(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: self .!= b)
  }
  @inline(__always) func both(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: (self .!= .zero) .& (b .!= .zero))
  }
  @inline(__always) func either(_ b: Self) -> Self {
    Self.zero.replacing(with: .one, where: (self .!= .zero) .| (b .!= .zero))
  }
  @inline(__always) func selecting(_ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: self .!= .zero)
  }
  @inline(__always) func negated() -> Self { Self(integers: integers ^ Bits(repeating: .min)) }
  @inline(__always) func absolute() -> Self { Self(integers: integers & Bits(repeating: .max)) }
  @inline(__always) func root() -> Self { squareRoot() }
  @inline(__always) func roundedDown() -> Self { rounded(.down) }
  @inline(__always) func roundedUp() -> Self { rounded(.up) }
  @inline(__always) func roundedToNearest() -> Self { rounded(.toNearestOrEven) }
}
