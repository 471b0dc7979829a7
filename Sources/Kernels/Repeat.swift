import KernelInterface

/// See `KernelTable.repeatRows`.
///
/// Whole vectors are written, upwards: what one has too many the next one overwrites.
@inline(__always)
func repeatRows<Vector: Lanes>(_ job: RepeatJob<Vector.Scalar>, _: Vector.Type) {
  if job.length <= Vector.count {
    var source = job.source
    var row = job.target
    for _ in 0..<job.rows {
      let vector = Vector.load(source)
      var target = row
      for _ in 0..<job.times {
        vector.store(target)
        target += job.length
      }
      source += job.length
      row += job.targetPitch
    }
    return
  }
  for row in 0..<job.rows {
    let source = job.source + row * job.length
    for time in 0..<job.times {
      let target = job.target + row * job.targetPitch + time * job.length
      var element = 0
      while element < job.length {
        Vector.load(source + element).store(target + element)
        element += Vector.count
      }
    }
  }
}
