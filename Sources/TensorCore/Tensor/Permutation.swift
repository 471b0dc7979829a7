extension Tensor {
  /// The array with its axes in another order: axis `i` of the result is axis `order[i]` of
  /// this one. Moves bits only.
  public func permuted(_ order: [Int]) throws -> Tensor {
    if order == Array(order.indices) { return self }
    let strides = StridedCopy.strides(shape.axes)
    return try strided(Shape(order.map { shape[$0] }), strides: order.map { strides[$0] })
  }

  /// This array's bytes, stored with the first axis fastest, as an array of `shape` in C order.
  func reversedAxes(to shape: Shape) throws -> Tensor {
    let strides = StridedCopy.strides(shape.axes.reversed())
    return try strided(shape, strides: strides.reversed())
  }

  private func strided(_ shape: Shape, strides: [Int]) throws -> Tensor {
    let result = try Tensor(elementType: elementType, shape: shape)
    withBytes { source in
      result.withBytes { target in
        StridedCopy.copy(
          from: source.baseAddress!, to: target.baseAddress!, elementSize: elementType.byteCount,
          axes: shape.axes, strides: strides)
      }
    }
    return result
  }
}
