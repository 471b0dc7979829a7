import CLanes
import KernelInterface

/// Elements of which some sequences are put side by side at once.
protocol SquareElement {
  /// How many sequences these are.
  static var side: Int { get }
  /// The first `side` sequences put side by side, in rows of `pitch`.
  static func transpose(
    _ job: TransposeJob<Self>, to target: UnsafeMutablePointer<Self>, pitch: Int)
}

/// See `KernelTable.transpose`.
///
/// No more than eight sequences at a time: they often lie a power of two apart, and share a set of the
/// cache.
@inline(__always)
func transpose<Vector: Lanes>(_ job: TransposeJob<Vector.Scalar>, _: Vector.Type)
where Vector.Scalar: SquareElement {
  var job = job
  let target = job.target
  var lane = 0
  while lane < Vector.count {
    Vector.Scalar.transpose(job, to: target + lane, pitch: Vector.count)
    job.sources += Vector.Scalar.side
    lane += Vector.Scalar.side
  }
}

extension Float: SquareElement {
  @inline(__always) static var side: Int { Int(clanes_square_floats_side) }

  @inline(__always)
  static func transpose(
    _ job: TransposeJob<Float>, to target: UnsafeMutablePointer<Float>, pitch: Int
  ) {
    job.sources.withMemoryRebound(to: UnsafePointer<Float>?.self, capacity: side) {
      clanes_transpose_floats($0, job.first, job.count, target, pitch)
    }
  }
}

extension Double: SquareElement {
  @inline(__always) static var side: Int { Int(clanes_square_doubles_side) }

  @inline(__always)
  static func transpose(
    _ job: TransposeJob<Double>, to target: UnsafeMutablePointer<Double>, pitch: Int
  ) {
    job.sources.withMemoryRebound(to: UnsafePointer<Double>?.self, capacity: side) {
      clanes_transpose_doubles($0, job.first, job.count, target, pitch)
    }
  }
}
