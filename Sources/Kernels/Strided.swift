import KernelInterface

/// See `KernelTable.copyStrided`.
@inline(__always)
func copyStrided<Scalar>(_ job: StridedJob<Scalar>) {
  // The strides are constants in the common cases, for which the compiler shuffles vectors.
  switch (job.sourceStride, job.targetStride) {
  case (1, 1): copyStrided(job, from: 1, to: 1)
  case (2, 1): copyStrided(job, from: 2, to: 1)
  case (3, 1): copyStrided(job, from: 3, to: 1)
  case (4, 1): copyStrided(job, from: 4, to: 1)
  default: copyStrided(job, from: job.sourceStride, to: job.targetStride)
  }
}

@inline(__always)
private func copyStrided<Scalar>(_ job: StridedJob<Scalar>, from: Int, to: Int) {
  for i in 0..<job.count { job.target[i * to] = job.source[i * from] }
}
