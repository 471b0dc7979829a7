/// Pooling and its gradient as docs/numerics.md defines them, one result after the other.
public struct PlainPooling: Sendable {
  /// One axis: the positions under each window, in the padding or not.
  public struct Axis: Sendable {
    let input: Int
    let windows: [[Int]]
    /// Positions of the data and of its padding.
    let padded: Range<Int>

    public init(_ axis: PlainAxis) {
      input = axis.input
      windows = (0..<axis.output).map { index in
        (0..<axis.kernel).map { axis.position(index, $0) }
      }
      padded = -axis.before..<(axis.input + axis.after)
    }

    /// `output` windows that share all elements.
    public init(adaptive output: Int, input: Int) {
      self.input = input
      windows = (0..<output).map { index in
        let first = (index * input) / output
        let end = ((index + 1) * input + output - 1) / output
        return Array(first..<end)
      }
      padded = 0..<input
    }
  }

  /// A window's elements of the input, in row-major order.
  private struct PlainWindow<Scalar> {
    var places: [[Int]]
    var values: [Scalar]
    /// Its positions that lie in the padded input.
    var inPadded: Int
  }

  /// D, H, W.
  public let axes: [Axis]

  public init(axes: [Axis]) { self.axes = axes }

  public init(axes: [PlainAxis]) { self.axes = axes.map { Axis($0) } }

  /// Whether each window holds an element of the input.
  public var isPossible: Bool {
    axes.allSatisfy { axis in
      axis.windows.allSatisfy { $0.contains { $0 >= 0 && $0 < axis.input } }
    }
  }

  /// The largest or the smallest elements, and where they lie in their plane.
  public func choice<Scalar>(
    _ x: PlainImages<Scalar>, largest: Bool
  ) -> (values: PlainImages<Scalar>, indices: [Int]) {
    var indices: [Int] = []
    let values = forEachWindow(x) { window in
      let best = Self.best(window.values, largest: largest)
      let place = window.places[best]
      indices.append((place[0] * axes[1].input + place[1]) * axes[2].input + place[2])
      return window.values[best]
    }
    return (values, indices)
  }

  public func average<Scalar>(
    _ x: PlainImages<Scalar>, countsPadding: Bool = false, divisor: Int? = nil
  ) -> PlainImages<Scalar> {
    forEachWindow(x) { window in
      var sum: Scalar = 0
      for value in window.values { sum += value }
      return sum / Scalar(divisor ?? (countsPadding ? window.inPadded : window.values.count))
    }
  }

  /// (Σ|x|^p)^(1/p) for p = 1 and p = 2.
  public func powers<Scalar>(_ x: PlainImages<Scalar>, p: Int) -> PlainImages<Scalar> {
    forEachWindow(x) { Self.power($0.values, p: p) }
  }

  /// What the gradients of a choice's results make of those of its input.
  public func choiceGradient<Scalar>(
    _ x: PlainImages<Scalar>, _ dOutput: PlainImages<Scalar>, largest: Bool
  ) -> PlainImages<Scalar> {
    gradient(x, dOutput) { window, gradient in
      [(window.places[Self.best(window.values, largest: largest)], gradient)]
    }
  }

  public func averageGradient<Scalar>(
    _ x: PlainImages<Scalar>, _ dOutput: PlainImages<Scalar>, countsPadding: Bool = false,
    divisor: Int? = nil
  ) -> PlainImages<Scalar> {
    gradient(x, dOutput) { window, gradient in
      let count = divisor ?? (countsPadding ? window.inPadded : window.places.count)
      return window.places.map { ($0, gradient / Scalar(count)) }
    }
  }

  public func powersGradient<Scalar>(
    _ x: PlainImages<Scalar>, _ dOutput: PlainImages<Scalar>, p: Int
  ) -> PlainImages<Scalar> {
    var result = gradient(x, dOutput) { window, gradient in
      let z = Self.power(window.values, p: p)
      let share = z == 0 ? 0 : p == 1 ? gradient : gradient / z
      return window.places.map { ($0, share) }
    }
    for i in result.values.indices {
      let (sum, x) = (result.values[i], x.values[i])
      let value = x == 0 ? 0 : p == 2 ? sum * x : x.isNaN ? x : x < 0 ? -sum : sum
      result.values[i] = value.isNaN ? .nan : value
    }
    return result
  }

  private static func best<Scalar: BinaryFloatingPoint>(
    _ values: [Scalar], largest: Bool
  ) -> Int {
    var best = 0
    for (index, value) in values.enumerated() {
      if values[best].isNaN { break }
      if value.isNaN || (largest ? value > values[best] : value < values[best]) { best = index }
    }
    return best
  }

  private static func power<Scalar: BinaryFloatingPoint>(_ values: [Scalar], p: Int) -> Scalar {
    var sum: Scalar = 0
    for value in values {
      sum = p == 1 ? sum + value.magnitude : sum.addingProduct(value, value)
    }
    return p == 1 ? sum : sum.squareRoot()
  }

  private func forEachWindow<Scalar>(
    _ x: PlainImages<Scalar>, _ body: (PlainWindow<Scalar>) -> Scalar
  ) -> PlainImages<Scalar> {
    var result = PlainImages<Scalar>(
      count: x.count, spatial: axes.map(\.windows.count), channels: x.channels)
    for image in 0..<x.count {
      for position in allPositions(result.spatial) {
        for channel in 0..<x.channels {
          let value = body(window(x, image, position, channel))
          result[image, position, channel] = value.isNaN ? .nan : value
        }
      }
    }
    return result
  }

  /// - Parameter shares: what the elements of a window get of its result's gradient.
  private func gradient<Scalar>(
    _ x: PlainImages<Scalar>, _ dOutput: PlainImages<Scalar>,
    _ shares: (PlainWindow<Scalar>, Scalar) -> [(place: [Int], amount: Scalar)]
  ) -> PlainImages<Scalar> {
    var result = PlainImages<Scalar>(count: x.count, spatial: x.spatial, channels: x.channels)
    for image in 0..<x.count {
      for position in allPositions(dOutput.spatial) {
        for channel in 0..<x.channels {
          let window = window(x, image, position, channel)
          for (place, amount) in shares(window, dOutput[image, position, channel]) {
            result[image, place, channel] += amount
          }
        }
      }
    }
    for i in result.values.indices where result.values[i].isNaN { result.values[i] = .nan }
    return result
  }

  private func window<Scalar>(
    _ x: PlainImages<Scalar>, _ image: Int, _ position: [Int], _ channel: Int
  ) -> PlainWindow<Scalar> {
    let along = (0..<3).map { axes[$0].windows[position[$0]] }
    var window = PlainWindow<Scalar>(places: [], values: [], inPadded: 0)
    for tap in allPositions(along.map(\.count)) {
      let place = (0..<3).map { along[$0][tap[$0]] }
      if (0..<3).allSatisfy({ axes[$0].padded.contains(place[$0]) }) { window.inPadded += 1 }
      if (0..<3).allSatisfy({ place[$0] >= 0 && place[$0] < axes[$0].input }) {
        window.places.append(place)
        window.values.append(x[image, place, channel])
      }
    }
    return window
  }
}
