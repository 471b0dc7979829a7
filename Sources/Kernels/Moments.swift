import KernelInterface

/// For each element x of a sum with the origin k, in order:
///
///     d = x − k, exactly, in two parts
///     p = d² in two parts
///     distances and squares: the first part added, what that loses and the second part added to
///     what has been lost
///
/// (Ogita, Rump and Oishi, 'Accurate sum and dot product', 2005.)
func moments(_ job: MomentsJob) {
  var first = 0
  while first < job.sums {
    let lanes = min(DoubleLanes.count, job.sums - first)
    let (step, last) = (job.sumStep, lanes - 1)
    if lanes == 1 {
      moments(job, first, lanes) { DoubleLanes($0[0]) }
    } else if lanes < DoubleLanes.count {
      moments(job, first, lanes) { gathered($0, step, last) }
    } else if step == 1 {
      moments(job, first, lanes) { .load($0) }
    } else {
      moments(job, first, lanes) { gathered($0, step, DoubleLanes.count - 1) }
    }
    first += lanes
  }
}

@inline(__always)
private func moments(
  _ job: MomentsJob, _ first: Int, _ lanes: Int,
  _ load: (UnsafePointer<Double>) -> DoubleLanes
) {
  @inline(__always) func state(_ values: UnsafePointer<Double>) -> DoubleLanes {
    lanes == DoubleLanes.count ? .load(values + first) : gathered(values + first, 1, lanes - 1)
  }
  let origin = state(job.origins)
  var distances = LanePairs(state(job.distances), state(job.distancesLost))
  var squares = LanePairs(state(job.squares), state(job.squaresLost))
  var x = job.elements + first * job.sumStep
  for _ in 0..<job.numbers {
    let d = LanePairs(sum: load(x), -origin)
    distances = distances.adding(d)
    let square = LanePairs(product: d.high, d.high)
    // The square of the second part is below what the last bit of all stands for.
    squares = squares.adding(
      LanePairs(square.high, (d.high + d.high).times(d.low, plus: square.low)))
    x += job.numberStep
  }
  distances.high.store(job.distances + first, lanes: lanes)
  distances.low.store(job.distancesLost + first, lanes: lanes)
  squares.high.store(job.squares + first, lanes: lanes)
  squares.low.store(job.squaresLost + first, lanes: lanes)
}

/// Values that lie apart; the last one in the place of those past it.
@inline(__always)
private func gathered(_ values: UnsafePointer<Double>, _ step: Int, _ last: Int) -> DoubleLanes {
  var lanes = DoubleLanes(values[0])
  for lane in 1..<DoubleLanes.count { lanes[lane] = values[min(lane, last) * step] }
  return lanes
}
