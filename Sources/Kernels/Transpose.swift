import KernelInterface

/// Elements of which a square is transposed in vectors of 16 bytes.
protocol SquareElement {
  /// Rows and columns of a square.
  static var side: Int { get }
  /// The first `side` sequences put side by side, in rows of `pitch`.
  static func transpose(
    _ job: TransposeJob<Self>, to target: UnsafeMutablePointer<Self>, pitch: Int)
}

/// See `KernelTable.transpose`.
///
/// A few sequences at a time: they often lie a power of two apart, and share a set of the cache.
@inline(__always)
func transpose<Vector: Lanes>(_ job: TransposeJob<Vector.Scalar>, _: Vector.Type)
where Vector.Scalar: SquareElement {
  var job = job
  let target = job.target
  var lane = 0
  while lane < Vector.count {
    if job.ahead > 0 {
      for sequence in 0..<Vector.Scalar.side {
        ask(for: job.sources[sequence] + (job.first + job.count), count: job.ahead)
      }
    }
    Vector.Scalar.transpose(job, to: target + lane, pitch: Vector.count)
    job.sources += Vector.Scalar.side
    lane += Vector.Scalar.side
  }
}

extension Float: SquareElement {
  @inline(__always) static var side: Int { 4 }

  @inline(__always)
  static func transpose(
    _ job: TransposeJob<Float>, to target: UnsafeMutablePointer<Float>, pitch: Int
  ) {
    let (a, b) = (job.sources[0] + job.first, job.sources[1] + job.first)
    let (c, d) = (job.sources[2] + job.first, job.sources[3] + job.first)
    var target = target
    var i = 0
    while i < job.count {
      let (abLow, abHigh) = interleave(.load(a + i), .load(b + i))
      let (cdLow, cdHigh) = interleave(.load(c + i), .load(d + i))
      SIMD2(abLow.x, cdLow.x).store(target)
      SIMD2(abLow.y, cdLow.y).store(target + pitch)
      SIMD2(abHigh.x, cdHigh.x).store(target + 2 * pitch)
      SIMD2(abHigh.y, cdHigh.y).store(target + 3 * pitch)
      target += 4 * pitch
      i += 4
    }
  }

  /// Elements of both in turn, in pairs that move as one.
  @inline(__always)
  private static func interleave(
    _ a: SIMD4<Float>, _ b: SIMD4<Float>
  ) -> (low: SIMD2<Double>, high: SIMD2<Double>) {
    var (low, high) = (SIMD4<Float>(), SIMD4<Float>())
    (low.evenHalf, low.oddHalf) = (a.lowHalf, b.lowHalf)
    (high.evenHalf, high.oddHalf) = (a.highHalf, b.highHalf)
    return (
      unsafeBitCast(low, to: SIMD2<Double>.self), unsafeBitCast(high, to: SIMD2<Double>.self)
    )
  }
}

extension Double: SquareElement {
  @inline(__always) static var side: Int { 2 }

  @inline(__always)
  static func transpose(
    _ job: TransposeJob<Double>, to target: UnsafeMutablePointer<Double>, pitch: Int
  ) {
    let (a, b) = (job.sources[0] + job.first, job.sources[1] + job.first)
    var target = target
    var i = 0
    while i < (job.count + 3) / 4 * 4 {
      let (x, y) = (SIMD2<Double>.load(a + i), SIMD2<Double>.load(b + i))
      SIMD2(x.x, y.x).store(target)
      SIMD2(x.y, y.y).store(target + pitch)
      target += 2 * pitch
      i += 2
    }
  }
}

extension SIMD where Self: BitwiseCopyable {
  @inline(__always)
  fileprivate static func load(_ source: UnsafePointer<Scalar>) -> Self {
    UnsafeRawPointer(source).loadUnaligned(as: Self.self)
  }
  /// - Parameter target: of any element of as many bytes altogether.
  @inline(__always)
  fileprivate func store<Element>(_ target: UnsafeMutablePointer<Element>) {
    UnsafeMutableRawPointer(target).storeBytes(of: self, as: Self.self)
  }
}
