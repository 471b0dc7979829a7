/// Pooling as docs/numerics.md defines it, one result after the other.
public struct PlainPooling: Sendable {
  /// D, H, W.
  public let axes: [PlainAxis]

  public init(axes: [PlainAxis]) { self.axes = axes }

  /// Whether each window holds an element of the input.
  public var isPossible: Bool {
    axes.allSatisfy { axis in
      (0..<axis.output).allSatisfy { index in
        (0..<axis.kernel).contains { axis.isInside(axis.position(index, $0)) }
      }
    }
  }

  public func maximum<Scalar>(_ x: PlainImages<Scalar>) -> PlainImages<Scalar> {
    forEachWindow(x) { window, _ in
      var best = window[0]
      for value in window.dropFirst() where !best.isNaN && (value > best || value.isNaN) {
        best = value
      }
      return best
    }
  }

  public func average<Scalar>(
    _ x: PlainImages<Scalar>, countsPadding: Bool
  ) -> PlainImages<Scalar> {
    forEachWindow(x) { window, inPadded in
      var sum: Scalar = 0
      for value in window { sum += value }
      return sum / Scalar(countsPadding ? inPadded : window.count)
    }
  }

  /// - Parameter body: gets the input's elements in a window, and how many of its positions lie
  ///   in the padded input.
  private func forEachWindow<Scalar>(
    _ x: PlainImages<Scalar>, _ body: ([Scalar], _ inPadded: Int) -> Scalar
  ) -> PlainImages<Scalar> {
    let taps = allPositions(axes.map(\.kernel))
    var result = PlainImages<Scalar>(
      count: x.count, spatial: axes.map(\.output), channels: x.channels)
    for image in 0..<x.count {
      for position in allPositions(result.spatial) {
        let places = taps.map { tap in (0..<3).map { axes[$0].position(position[$0], tap[$0]) } }
        let inPadded = places.count { at in
          (0..<3).allSatisfy {
            at[$0] >= -axes[$0].before && at[$0] < axes[$0].input + axes[$0].after
          }
        }
        let inside = places.filter { at in (0..<3).allSatisfy { axes[$0].isInside(at[$0]) } }
        for channel in 0..<x.channels {
          let value = body(inside.map { x[image, $0, channel] }, inPadded)
          result[image, position, channel] = value.isNaN ? .nan : value
        }
      }
    }
    return result
  }
}
