import CLanes
import KernelInterface

/// Elements of which a few planes are moved at once.
protocol PlaneElement: SquareElement {
  /// - Returns: whether there is a loop for as many planes.
  static func separateFew(_ job: PlanesJob<Self>) -> Bool
  static func joinFew(_ job: PlanesJob<Self>) -> Bool
}

extension Float: PlaneElement {
  @inline(__always) static func separateFew(_ job: PlanesJob<Float>) -> Bool {
    clanes_separate_floats(job.source, job.target, job.planes, job.pitch, job.step, job.count)
  }
  @inline(__always) static func joinFew(_ job: PlanesJob<Float>) -> Bool {
    clanes_join_floats(job.source, job.target, job.planes, job.pitch, job.step, job.count)
  }
}

extension Double: PlaneElement {
  @inline(__always) static func separateFew(_ job: PlanesJob<Double>) -> Bool {
    clanes_separate_doubles(job.source, job.target, job.planes, job.pitch, job.step, job.count)
  }
  @inline(__always) static func joinFew(_ job: PlanesJob<Double>) -> Bool {
    clanes_join_doubles(job.source, job.target, job.planes, job.pitch, job.step, job.count)
  }
}

/// See `KernelTable.separatePlanes`.
@inline(__always)
func separatePlanes<Scalar: PlaneElement>(_ job: PlanesJob<Scalar>) {
  guard !Scalar.separateFew(job) else { return }
  // Positions as sequences that are put side by side, as far as there are enough, of four planes each
  // time: as many are read.
  let side = Scalar.side
  let squares = job.count / side * side
  let inSquares = squares > 0 ? job.planes / 4 * 4 : 0
  withUnsafeTemporaryAllocation(of: UnsafePointer<Scalar>.self, capacity: side) { sources in
    var i = 0
    while inSquares > 0, i < squares {
      for s in 0..<side { sources[s] = job.source + (i + s) * job.step }
      Scalar.transpose(
        TransposeJob(
          sources: sources.baseAddress.unsafelyUnwrapped, first: 0, count: inSquares,
          target: job.target),
        to: job.target + i, pitch: job.pitch)
      i += side
    }
  }
  for p in 0..<job.planes {
    let (source, target) = (job.source + p, job.target + p * job.pitch)
    for i in (p < inSquares ? squares : 0)..<job.count { target[i] = source[i * job.step] }
  }
}

/// See `KernelTable.joinPlanes`.
@inline(__always)
func joinPlanes<Scalar: PlaneElement>(_ job: PlanesJob<Scalar>) {
  guard !Scalar.joinFew(job) else { return }
  for p in 0..<job.planes {
    let (source, target) = (job.source + p * job.pitch, job.target + p)
    for i in 0..<job.count { target[i * job.step] = source[i] }
  }
}
