import KernelInterface

/// See `KernelTable.repeatRows`.
///
/// Whole vectors are written, upwards: what one has too many the next one overwrites.
@inline(__always)
func repeatRows<Vector: Lanes>(_ job: RepeatJob<Vector.Scalar>, _: Vector.Type) {
  if job.length <= Vector.count {
    repeatRows(job, OneVector<Vector>.self)
  } else if job.length == 2 * Vector.count {
    repeatRows(job, TwoVectors<Vector>.self)
  } else {
    for row in 0..<job.rows {
      let source = job.source + row * job.sourcePitch
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
}

/// Rows of the source that registers hold.
@inline(__always)
private func repeatRows<Row: PanelRow>(_ job: RepeatJob<Row.Scalar>, _: Row.Type) {
  var source = job.source
  var first = job.target
  for _ in 0..<job.rows {
    let row = Row.load(source)
    var target = first
    for _ in 0..<job.times {
      row.store(target)
      target += job.length
    }
    source += job.sourcePitch
    first += job.targetPitch
  }
}
