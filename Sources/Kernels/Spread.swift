import CLanes
import KernelInterface

/// See `KernelTable.spread`.
@inline(__always)
func spread<Scalar>(_ job: SpreadJob<Scalar>) {
  spread(job, groups: 0..<job.groups)
}

/// The same, with groups of four inputs and outputs in whole vectors.
@inline(__always)
func spread(_ job: SpreadJob<Float>) {
  guard job.inputs == 4, job.outputs == 4 else { return spread(job, groups: 0..<job.groups) }
  let inVector = FloatLanes.count / 4
  let whole = job.groups / inVector * inVector
  let pitch = 4 * job.groups
  for pixel in 0..<job.pixels {
    var source = job.source + pixel * pitch
    var target = job.target + pixel * 4 * pitch
    for _ in 0..<whole / inVector {
      let vector = FloatLanes.load(source)
      clanes_repeat_in_fours(vector, 0).store(target)
      clanes_repeat_in_fours(vector, 1).store(target + pitch)
      clanes_repeat_in_fours(vector, 2).store(target + 2 * pitch)
      clanes_repeat_in_fours(vector, 3).store(target + 3 * pitch)
      source += FloatLanes.count
      target += FloatLanes.count
    }
  }
  if whole < job.groups { spread(job, groups: whole..<job.groups) }
}

@inline(__always)
private func spread<Scalar>(_ job: SpreadJob<Scalar>, groups: Range<Int>) {
  // How often a value is repeated is a constant in the common cases.
  switch job.outputs {
  case 1: spread(job, groups, outputs: 1)
  case 2: spread(job, groups, outputs: 2)
  case 4: spread(job, groups, outputs: 4)
  case 8: spread(job, groups, outputs: 8)
  default: spread(job, groups, outputs: job.outputs)
  }
}

@inline(__always)
private func spread<Scalar>(_ job: SpreadJob<Scalar>, _ groups: Range<Int>, outputs: Int) {
  var source = job.source
  var target = job.target
  for _ in 0..<job.pixels {
    for input in 0..<job.inputs {
      for group in groups {
        let value = source[group * job.inputs + input]
        for output in 0..<outputs { target[group * outputs + output] = value }
      }
      target += job.groups * outputs
    }
    source += job.groups * job.inputs
  }
}
