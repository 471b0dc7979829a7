import TensorCore

/// Convolution as docs/numerics.md defines it, one result after the other.
public struct PlainConvolution: Sendable {
  /// D, H, W.
  public let axes: [PlainAxis]
  public let mode: PadMode
  public let groups: Int
  public let flip: Bool

  public init(axes: [PlainAxis], mode: PadMode = .zero, groups: Int = 1, flip: Bool = false) {
    self.axes = axes
    self.mode = mode
    self.groups = groups
    self.flip = flip
  }

  /// - Parameters:
  ///   - weight: kd × kh × kw × inputs of one group × outputs.
  ///   - bias: one an output, or none.
  public func apply<Scalar>(
    _ x: PlainImages<Scalar>, weight: [Scalar], outputs: Int, bias: [Scalar]?
  ) -> PlainImages<Scalar> {
    let inputs = x.channels / groups
    let kernel = axes.map(\.kernel)
    precondition(weight.count == kernel.reduce(inputs * outputs, *))
    let taps = allPositions(kernel)
    var result = PlainImages<Scalar>(
      count: x.count, spatial: axes.map(\.output), channels: outputs)
    for image in 0..<x.count {
      let means = (0..<x.channels).map { mode == .mean ? x.mean(image, $0) : 0 }
      for position in allPositions(result.spatial) {
        for output in 0..<outputs {
          let group = output / (outputs / groups)
          var sum = bias?[output] ?? 0
          for (number, tap) in taps.enumerated() {
            let at = (0..<3).map { axes[$0].position(position[$0], tap[$0]) }
            let filterTap = flip ? taps.count - 1 - number : number
            for input in 0..<inputs {
              let channel = group * inputs + input
              let value = element(x, image, at, channel, means)
              sum = sum.addingProduct(
                value, weight[(filterTap * inputs + input) * outputs + output])
            }
          }
          result[image, position, output] = sum.isNaN ? .nan : sum
        }
      }
    }
    return result
  }

  /// An element of the padded image.
  private func element<Scalar>(
    _ x: PlainImages<Scalar>, _ image: Int, _ at: [Int], _ channel: Int, _ means: [Scalar]
  ) -> Scalar {
    if (0..<3).allSatisfy({ axes[$0].isInside(at[$0]) }) { return x[image, at, channel] }
    switch mode {
    case .zero: return 0
    case .constant(let value): return Scalar(value)
    case .mean: return means[channel]
    default:
      return x[image, (0..<3).map { axes[$0].copied(at[$0], mode)! }, channel]
    }
  }
}
