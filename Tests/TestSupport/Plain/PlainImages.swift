/// Images in the order N, D, H, W, C, as the plain operators of the tests take them; axes that
/// an array lacks have length 1.
public struct PlainImages<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  public let count: Int
  /// D, H, W.
  public let spatial: [Int]
  public let channels: Int
  public var values: [Scalar]

  public init(count: Int, spatial: [Int], channels: Int, values: [Scalar]) {
    precondition(values.count == count * spatial.reduce(channels, *))
    self.count = count
    self.spatial = spatial
    self.channels = channels
    self.values = values
  }

  public init(count: Int, spatial: [Int], channels: Int) {
    self.init(
      count: count, spatial: spatial, channels: channels,
      values: [Scalar](repeating: 0, count: count * spatial.reduce(channels, *)))
  }

  public subscript(image: Int, position: [Int], channel: Int) -> Scalar {
    get { values[index(image, position, channel)] }
    set { values[index(image, position, channel)] = newValue }
  }

  private func index(_ image: Int, _ position: [Int], _ channel: Int) -> Int {
    (((image * spatial[0] + position[0]) * spatial[1] + position[1]) * spatial[2] + position[2])
      * channels + channel
  }

  /// Mean of each channel of an image: a float64 sum in row-major order, divided, rounded once.
  public func mean(_ image: Int, _ channel: Int) -> Scalar {
    var sum = 0.0
    for position in allPositions(spatial) { sum += Double(self[image, position, channel]) }
    return Scalar(sum / Double(spatial.reduce(1, *)))
  }
}

/// All indices of a space of three axes, the last axis fastest.
public func allPositions(_ lengths: [Int]) -> [[Int]] {
  (0..<lengths[0]).flatMap { d in
    (0..<lengths[1]).flatMap { h in (0..<lengths[2]).map { w in [d, h, w] } }
  }
}

/// An array's elements with its axes in another order: axis `i` of the result is axis `order[i]`.
public func permute<Element>(_ values: [Element], axes: [Int], order: [Int]) -> [Element] {
  var strides = [Int](repeating: 1, count: axes.count)
  for axis in strides.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * axes[axis + 1]
  }
  var result: [Element] = []
  result.reserveCapacity(values.count)
  func visit(_ depth: Int, _ offset: Int) {
    guard depth < order.count else {
      result.append(values[offset])
      return
    }
    for index in 0..<axes[order[depth]] {
      visit(depth + 1, offset + index * strides[order[depth]])
    }
  }
  visit(0, 0)
  return result
}
