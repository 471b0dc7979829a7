/// Copies elements that lie at regular distances into consecutive ones. Moves bits only.
enum StridedCopy {
  /// Fills `target` in C order over `axes` from `source`, which has a stride (in elements, of
  /// either sign) for each axis.
  static func copy(
    from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, elementSize: Int,
    axes: [Int], strides: [Int]
  ) {
    guard axes.allSatisfy({ $0 > 0 }) else { return }
    let (axes, strides) = merged(axes, strides)
    func copy<Bits>(_: Bits.Type) {
      copyBlocks(
        from: source.assumingMemoryBound(to: Bits.self),
        to: target.assumingMemoryBound(to: Bits.self), axes: axes, strides: strides)
    }
    switch elementSize {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 4: copy(UInt32.self)
    default: copy(UInt64.self)
    }
  }

  /// Strides of an array in C order.
  static func strides(_ axes: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: axes.count)
    for axis in strides.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * axes[axis + 1]
    }
    return strides
  }

  /// The same copy over as few axes as can be: neighbours that step on evenly become one.
  private static func merged(_ axes: [Int], _ strides: [Int]) -> ([Int], [Int]) {
    var merged: (axes: [Int], strides: [Int]) = ([], [])
    for (length, step) in zip(axes, strides) where length != 1 {
      if let last = merged.strides.last, last == step * length {
        merged.axes[merged.axes.count - 1] *= length
        merged.strides[merged.strides.count - 1] = step
      } else {
        merged.axes.append(length)
        merged.strides.append(step)
      }
    }
    return merged
  }
}

private func copyBlocks<Bits>(
  from source: UnsafePointer<Bits>, to target: UnsafeMutablePointer<Bits>, axes: [Int],
  strides: [Int]
) {
  guard let length = axes.last, let step = strides.last else {
    target[0] = source[0]
    return
  }
  // The last axis and the one of the others that reads nearest together, in square blocks: so
  // that reads and writes both stay in cache lines.
  let targetStrides = StridedCopy.strides(axes)
  let others = axes.indices.dropLast()
  let partner = others.min { strides[$0].magnitude < strides[$1].magnitude }
  let outer = others.filter { $0 != partner }
  let plane = Plane<Bits>(
    rows: partner.map { axes[$0] } ?? 1, rowStep: partner.map { strides[$0] } ?? 0,
    targetRowStep: partner.map { targetStrides[$0] } ?? 0, length: length, step: step)
  var index = [Int](repeating: 0, count: outer.count)
  for _ in 0..<outer.reduce(1, { $0 * axes[$1] }) {
    var (from, to) = (0, 0)
    for (place, axis) in zip(index, outer) {
      from += place * strides[axis]
      to += place * targetStrides[axis]
    }
    plane.copy(from: source + from, to: target + to)
    for i in index.indices.reversed() {
      index[i] += 1
      if index[i] < axes[outer[i]] { break }
      index[i] = 0
    }
  }
}

/// Rows that are copied together.
private struct Plane<Bits> {
  let rows: Int
  let rowStep: Int
  let targetRowStep: Int
  let length: Int
  let step: Int

  func copy(from source: UnsafePointer<Bits>, to target: UnsafeMutablePointer<Bits>) {
    if step == 1 {
      for row in 0..<rows {
        (target + row * targetRowStep).update(from: source + row * rowStep, count: length)
      }
      return
    }
    let block = 16
    for firstRow in stride(from: 0, to: rows, by: block) {
      for first in stride(from: 0, to: length, by: block) {
        for row in firstRow..<min(firstRow + block, rows) {
          let from = source + row * rowStep
          let to = target + row * targetRowStep
          for i in first..<min(first + block, length) { to[i] = from[i * step] }
        }
      }
    }
  }
}
