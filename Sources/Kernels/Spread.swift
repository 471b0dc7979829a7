import KernelInterface

/// See `KernelTable.spread`.
@inline(__always)
func spread<Scalar>(_ job: SpreadJob<Scalar>) {
  // How often a value is repeated is a constant in the common cases.
  switch job.outputs {
  case 1: spread(job, outputs: 1)
  case 2: spread(job, outputs: 2)
  case 4: spread(job, outputs: 4)
  case 8: spread(job, outputs: 8)
  default: spread(job, outputs: job.outputs)
  }
}

@inline(__always)
private func spread<Scalar>(_ job: SpreadJob<Scalar>, outputs: Int) {
  var source = job.source
  var target = job.target
  for _ in 0..<job.pixels {
    for input in 0..<job.inputs {
      for group in 0..<job.groups {
        let value = source[group * job.inputs + input]
        for output in 0..<outputs { target[group * outputs + output] = value }
      }
      target += job.groups * outputs
    }
    source += job.groups * job.inputs
  }
}
