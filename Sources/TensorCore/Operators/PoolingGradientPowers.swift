/// The arithmetic of the gradient of pooling by powers: z = (Σ|x|^p)^(1/p).
///
///     share of a window:  dOutput · z^(1 − p), 0 where z is 0
///     last step:          (sum of the shares) · sign(x)·|x|^(p−1), 0 where x is 0
///
/// For p = 1 and p = 2 in the type that is computed in, for other p in float64 with one rounding
/// at the end of each.
extension PoolingGradientWork {
  /// The share that each window of a piece gives to its elements.
  func share(
    _ gradients: UnsafePointer<Scalar>, _ piece: Piece, p: Double,
    to shares: UnsafeMutablePointer<Scalar>
  ) {
    let count = piece.count
    switch p {
    case 1: shares.initialize(from: gradients, count: count)
    case 2:
      shares.initialize(repeating: 0, count: wholeVectors(piece))
      combine(piece, shares) { kernels.squareWindows($0) }
      for i in 0..<count {
        shares[i] = shares[i] == 0 ? 0 : gradients[i] / shares[i].squareRoot()
      }
    default:
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { memory in
        let (sums, powers) = (memory.baseAddress!, memory.baseAddress! + count)
        sums.initialize(repeating: 0, count: count)
        forEachTap(piece) { elements in
          for i in 0..<count { powers[i] = Double(elements[i]).magnitude }
          power.raise(powers, to: p, count)
          for i in 0..<count { sums[i] += powers[i] }
        }
        power.raise(sums, to: 1 / p, count)
        for i in 0..<count { sums[i] = Double(Scalar(sums[i])) }
        powers.update(from: sums, count: count)
        power.raise(powers, to: 1 - p, count)
        for i in 0..<count {
          shares[i] = sums[i] == 0 ? 0 : Scalar(Double(gradients[i]) * powers[i])
        }
      }
    }
  }

  /// Turns sums of shares into gradients.
  func finishPowers(
    _ sums: UnsafeMutablePointer<Scalar>, _ input: UnsafePointer<Scalar>, _ count: Int, p: Double
  ) {
    switch p {
    case 1:
      for i in 0..<count {
        let x = input[i]
        sums[i] = x == 0 ? 0 : x > 0 ? sums[i] : x < 0 ? -sums[i] : x
      }
    case 2:
      for i in 0..<count { sums[i] = input[i] == 0 ? 0 : sums[i] * input[i] }
    default:
      let chunk = 512
      withUnsafeTemporaryAllocation(of: Double.self, capacity: chunk) { memory in
        let powers = memory.baseAddress!
        for first in stride(from: 0, to: count, by: chunk) {
          let piece = min(chunk, count - first)
          let (cells, elements) = (sums + first, input + first)
          for i in 0..<piece { powers[i] = Double(elements[i]).magnitude }
          power.raise(powers, to: p - 1, piece)
          for i in 0..<piece {
            let product = Double(cells[i]) * powers[i]
            cells[i] = elements[i] == 0 ? 0 : Scalar(elements[i] < 0 ? -product : product)
          }
        }
      }
    }
  }

  private func forEachTap(_ piece: Piece, _ body: (UnsafePointer<Scalar>) -> Void) {
    for k in 0..<piece.reach.count {
      let start = input! + inputStart(piece, row: k)
      for tap in 0..<piece.span.taps { body(start + piece.span.offset(tap)) }
    }
  }
}
