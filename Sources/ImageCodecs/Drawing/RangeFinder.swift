import TensorCore

/// Finds the range of numbers in themselves; NaN and infinities have no say.
struct RangeFinder {
  let mode: DrawingOptions.Range

  /// - Parameter numbers: `count` of them in groups of `group`, from one group to the next `step`.
  func range<Scalar: ComputeScalar>(
    _ numbers: UnsafePointer<Scalar>, groups: Int, step: Int, group: Int
  ) -> (low: Double, high: Double) {
    if case .percentile(let percentage) = mode {
      return percentiles(numbers, groups, step, group, percentage)
    }
    var low = Scalar.infinity
    var high = -Scalar.infinity
    for start in 0..<groups {
      for i in (start * step)..<(start * step + group) where numbers[i].isFinite {
        low = min(low, numbers[i])
        high = max(high, numbers[i])
      }
    }
    return widened(Double(low), Double(high))
  }

  /// Percentiles by straight lines between the two nearest of the sorted numbers.
  private func percentiles<Scalar: ComputeScalar>(
    _ numbers: UnsafePointer<Scalar>, _ groups: Int, _ step: Int, _ group: Int,
    _ percentage: Double
  ) -> (low: Double, high: Double) {
    var finite: [Scalar] = []
    finite.reserveCapacity(groups * group)
    for start in 0..<groups {
      for i in (start * step)..<(start * step + group) where numbers[i].isFinite {
        finite.append(numbers[i])
      }
    }
    guard !finite.isEmpty else { return (0, 1) }
    finite.sort()
    func at(_ percentage: Double) -> Double {
      let place = percentage / 100 * Double(finite.count - 1)
      let below = Int(place)
      let above = min(below + 1, finite.count - 1)
      let part = place - Double(below)
      return Double(finite[below]) * (1 - part) + Double(finite[above]) * part
    }
    return widened(at(percentage), at(100 - percentage))
  }

  /// Where no number is finite, and where all are the same, any range of some width will do.
  private func widened(_ low: Double, _ high: Double) -> (low: Double, high: Double) {
    guard low <= high else { return (0, 1) }
    if mode == .symmetric {
      let magnitude = max(abs(low), abs(high))
      return magnitude > 0 ? (-magnitude, magnitude) : (-1, 1)
    }
    return low < high
      ? (low, high) : (low, min(low + max(1, abs(low)), .greatestFiniteMagnitude))
  }
}
