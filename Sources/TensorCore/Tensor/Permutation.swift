extension Tensor {
  /// The array with its axes in another order: axis `i` of the result is axis `order[i]` of
  /// this one. Moves bits only.
  public func permuted(_ order: [Int]) throws -> Tensor {
    let axes = order.map { shape[$0] }
    let result = try Tensor(elementType: elementType, shape: try Shape(axes))
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in strides.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    copyStrided(axes: axes, strides: order.map { strides[$0] }, to: result)
    return result
  }

  /// This array's bytes, stored with the first axis fastest, as an array of `shape` in C order.
  func reversedAxes(to shape: Shape) throws -> Tensor {
    let result = try Tensor(elementType: elementType, shape: shape)
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in strides.indices.dropFirst() {
      strides[axis] = strides[axis - 1] * shape[axis - 1]
    }
    copyStrided(axes: shape.axes, strides: strides, to: result)
    return result
  }

  private func copyStrided(axes: [Int], strides: [Int], to result: Tensor) {
    guard count > 0 else { return }
    func copy<Bits>(_: Bits.Type) {
      withElements(as: Bits.self) { source in
        result.withElements(as: Bits.self) { target in
          copyBlocks(
            from: UnsafePointer(source.baseAddress!), to: target.baseAddress!, axes: axes,
            strides: strides)
        }
      }
    }
    switch elementType.byteCount {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 4: copy(UInt32.self)
    default: copy(UInt64.self)
    }
  }
}

/// Fills `target` in C order over `axes` from `source` with a stride for each axis.
private func copyBlocks<Bits>(
  from source: UnsafePointer<Bits>, to target: UnsafeMutablePointer<Bits>, axes: [Int],
  strides: [Int]
) {
  guard let length = axes.last, let step = strides.last else {
    target[0] = source[0]
    return
  }
  // Two axes at a time, in square blocks, so that reads and writes both stay in cache lines.
  let rows = axes.count > 1 ? axes[axes.count - 2] : 1
  let rowStep = axes.count > 1 ? strides[axes.count - 2] : 0
  let outer = axes.dropLast(2)
  let planes = outer.reduce(1, *)
  var index = [Int](repeating: 0, count: outer.count)
  var target = target
  for _ in 0..<planes {
    var start = 0
    for axis in index.indices { start += index[axis] * strides[axis] }
    copyPlane(
      from: source + start, to: target, rows: rows, rowStep: rowStep, length: length, step: step)
    target += rows * length
    for axis in index.indices.reversed() {
      index[axis] += 1
      if index[axis] < axes[axis] { break }
      index[axis] = 0
    }
  }
}

private func copyPlane<Bits>(
  from source: UnsafePointer<Bits>, to target: UnsafeMutablePointer<Bits>, rows: Int,
  rowStep: Int, length: Int, step: Int
) {
  if step == 1 {
    for row in 0..<rows {
      (target + row * length).update(from: source + row * rowStep, count: length)
    }
    return
  }
  let block = 16
  for firstRow in stride(from: 0, to: rows, by: block) {
    for first in stride(from: 0, to: length, by: block) {
      for row in firstRow..<min(firstRow + block, rows) {
        let from = source + row * rowStep
        let to = target + row * length
        for i in first..<min(first + block, length) { to[i] = from[i * step] }
      }
    }
  }
}
