/// The output channels that one row of a tile computes: one or two vectors.
protocol PanelRow {
  associatedtype Scalar
  static var width: Int { get }
  /// Whether runs that are short are laid out (see `TileSegment`).
  static var takesShortRuns: Bool { get }
  static func load(_ source: UnsafePointer<Scalar>) -> Self
  func store(_ target: UnsafeMutablePointer<Scalar>)
  init(repeating value: Scalar)
  /// Adds `x · weights` to each result, each rounded once.
  mutating func fuse(_ x: Scalar, _ weights: Self)
  mutating func fuse(_ x: Self, _ weights: Self)
  func canonical() -> Self
  /// −0 becomes +0.
  mutating func addZero()
}

struct OneVector<Vector: Lanes>: PanelRow {
  var a: Vector

  @inline(__always) static var width: Int { Vector.count }
  @inline(__always) static var takesShortRuns: Bool { false }
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Self {
    Self(a: .load(source))
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>) { a.store(target) }
  @inline(__always) init(a: Vector) { self.a = a }
  @inline(__always) init(repeating value: Vector.Scalar) { a = Vector(repeating: value) }
  @inline(__always) mutating func fuse(_ x: Vector.Scalar, _ weights: Self) {
    a.fuse(Vector(repeating: x), weights.a)
  }
  @inline(__always) mutating func fuse(_ x: Self, _ weights: Self) { a.fuse(x.a, weights.a) }
  @inline(__always) func canonical() -> Self { Self(a: a.canonical()) }
  @inline(__always) mutating func addZero() { a.add(Vector(repeating: 0)) }
}

struct TwoVectors<Vector: Lanes>: PanelRow {
  var a: Vector
  var b: Vector

  @inline(__always) static var width: Int { 2 * Vector.count }
  #if LEVEL_V4 || LEVEL_V3 || arch(arm64)
    @inline(__always) static var takesShortRuns: Bool { true }
  #else
    @inline(__always) static var takesShortRuns: Bool { false }
  #endif
  @inline(__always) static func load(_ source: UnsafePointer<Vector.Scalar>) -> Self {
    Self(a: .load(source), b: .load(source + Vector.count))
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Vector.Scalar>) {
    a.store(target)
    b.store(target + Vector.count)
  }
  @inline(__always) init(a: Vector, b: Vector) {
    self.a = a
    self.b = b
  }
  @inline(__always) init(repeating value: Vector.Scalar) {
    a = Vector(repeating: value)
    b = a
  }
  @inline(__always) mutating func fuse(_ x: Vector.Scalar, _ weights: Self) {
    let x = Vector(repeating: x)
    a.fuse(x, weights.a)
    b.fuse(x, weights.b)
  }
  @inline(__always) mutating func fuse(_ x: Self, _ weights: Self) {
    a.fuse(x.a, weights.a)
    b.fuse(x.b, weights.b)
  }
  @inline(__always) func canonical() -> Self { Self(a: a.canonical(), b: b.canonical()) }
  @inline(__always) mutating func addZero() {
    a.add(Vector(repeating: 0))
    b.add(Vector(repeating: 0))
  }
}

/// Some rows of a tile: their accumulators and the windows they read.
///
/// Blocks are put together from `TileRow` by `Pair`, so that each accumulator is a variable of
/// its own that the compiler keeps in a register; an array of them it would not.
protocol TileBlock {
  associatedtype Panel: PanelRow
  typealias Scalar = Panel.Scalar
  static var rows: Int { get }
  init(
    pixels: UnsafePointer<Int>, start: UnsafePointer<Scalar>, stride: Int)
  /// All rows start at the same sums.
  init(pixels: UnsafePointer<Int>, start: Panel)
  /// Takes the element at `x`, counted from each row's window start, into every row.
  mutating func accumulate(_ x: UnsafePointer<Scalar>, _ weights: Panel)
  func store(_ target: UnsafeMutablePointer<Scalar>, stride: Int)
  /// Stores each row at its target.
  func store(_ output: UnsafeMutablePointer<Scalar>, targets: UnsafePointer<Int>)
  func canonical() -> Self
  mutating func addZero()
}

extension TileBlock {
  /// Takes the elements of a short run.
  @inline(__always)
  mutating func accumulateShortRun(
    _ x: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>
  ) {
    @inline(__always) func step(_ i: Int) {
      accumulate(x + i, .load(weights + i * Panel.width))
    }
    step(0)
    step(1)
    step(2)
    step(3)
    step(4)
    step(5)
    step(6)
    step(7)
  }
}

struct TileRow<Panel: PanelRow>: TileBlock {
  var sum: Panel
  let window: Int

  @inline(__always) init(sum: Panel, window: Int) {
    self.sum = sum
    self.window = window
  }

  @inline(__always) static var rows: Int { 1 }
  @inline(__always) init(
    pixels: UnsafePointer<Int>, start: UnsafePointer<Panel.Scalar>, stride: Int
  ) {
    sum = .load(start)
    window = pixels[0]
  }
  @inline(__always) init(pixels: UnsafePointer<Int>, start: Panel) {
    sum = start
    window = pixels[0]
  }
  @inline(__always) mutating func accumulate(_ x: UnsafePointer<Panel.Scalar>, _ weights: Panel) {
    sum.fuse(x[window], weights)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Panel.Scalar>, stride: Int) {
    sum.store(target)
  }
  @inline(__always)
  func store(_ output: UnsafeMutablePointer<Panel.Scalar>, targets: UnsafePointer<Int>) {
    sum.store(output + targets[0])
  }
  @inline(__always) func canonical() -> Self { Self(sum: sum.canonical(), window: window) }
  @inline(__always) mutating func addZero() { sum.addZero() }
}

struct Pair<Upper: TileBlock, Lower: TileBlock>: TileBlock where Upper.Panel == Lower.Panel {
  typealias Panel = Upper.Panel
  var upper: Upper
  var lower: Lower

  @inline(__always) init(upper: Upper, lower: Lower) {
    self.upper = upper
    self.lower = lower
  }

  @inline(__always) static var rows: Int { Upper.rows + Lower.rows }
  @inline(__always) init(
    pixels: UnsafePointer<Int>, start: UnsafePointer<Panel.Scalar>, stride: Int
  ) {
    upper = Upper(pixels: pixels, start: start, stride: stride)
    lower = Lower(
      pixels: pixels + Upper.rows, start: start + Upper.rows * stride, stride: stride)
  }
  @inline(__always) init(pixels: UnsafePointer<Int>, start: Panel) {
    upper = Upper(pixels: pixels, start: start)
    lower = Lower(pixels: pixels + Upper.rows, start: start)
  }
  @inline(__always) mutating func accumulate(_ x: UnsafePointer<Panel.Scalar>, _ weights: Panel) {
    upper.accumulate(x, weights)
    lower.accumulate(x, weights)
  }
  @inline(__always) func store(_ target: UnsafeMutablePointer<Panel.Scalar>, stride: Int) {
    upper.store(target, stride: stride)
    lower.store(target + Upper.rows * stride, stride: stride)
  }
  @inline(__always)
  func store(_ output: UnsafeMutablePointer<Panel.Scalar>, targets: UnsafePointer<Int>) {
    upper.store(output, targets: targets)
    lower.store(output, targets: targets + Upper.rows)
  }
  @inline(__always) func canonical() -> Self {
    Self(upper: upper.canonical(), lower: lower.canonical())
  }
  @inline(__always) mutating func addZero() {
    upper.addZero()
    lower.addZero()
  }
}

typealias Rows2<P: PanelRow> = Pair<TileRow<P>, TileRow<P>>
typealias Rows3<P: PanelRow> = Pair<Rows2<P>, TileRow<P>>
typealias Rows4<P: PanelRow> = Pair<Rows2<P>, Rows2<P>>
typealias Rows5<P: PanelRow> = Pair<Rows3<P>, Rows2<P>>
typealias Rows6<P: PanelRow> = Pair<Rows3<P>, Rows3<P>>
