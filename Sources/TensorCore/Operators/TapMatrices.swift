/// A filter bank as a convolution takes it: for each tap a matrix from the input channels of a
/// group to the output channels.
struct TapMatrices<Scalar: ComputeScalar>: Sendable {
  /// `taps × inputs × outputs`, or one value a tap for a filter that each channel is filtered
  /// with by itself. Taps in row-major order over the kernel.
  let elements: [Scalar]
  let groups: Int
  /// Input channels of one group.
  let inputs: Int
  /// Output channels of all groups; group `g` has the `g`-th part of them.
  let outputs: Int

  var taps: Int { elements.count / (inputs * outputs) }
  var groupOutputs: Int { outputs / groups }

  func weight(tap: Int, input: Int, output: Int) -> Scalar {
    elements[(tap * inputs + input) * outputs + output]
  }

  /// The weights of one group: `taps · inputs × groupOutputs`.
  func group(_ group: Int) -> [Scalar] {
    groups == 1
      ? elements
      : (0..<(taps * inputs)).flatMap { row in
        let first = row * outputs + group * groupOutputs
        return elements[first..<(first + groupOutputs)]
      }
  }

  /// The matrices turned round: from the outputs of each group back to its inputs. The taps
  /// keep their order.
  func adjoint() -> TapMatrices {
    let matrix = inputs * outputs
    let back = groups * inputs
    var turned = [Scalar](repeating: 0, count: elements.count)
    for tap in 0..<taps {
      for input in 0..<inputs {
        for output in 0..<outputs {
          let (group, o) = output.quotientAndRemainder(dividingBy: groupOutputs)
          turned[tap * matrix + o * back + group * inputs + input] =
            elements[tap * matrix + input * outputs + output]
        }
      }
    }
    return TapMatrices(elements: turned, groups: groups, inputs: groupOutputs, outputs: back)
  }

  /// Panels for the tile kernel: for each group, panels of `width` output channels, each
  /// `chosen taps × inputs × width`; what a last panel has too many is 0.
  ///
  /// - Parameter zeros: stretches of the chosen taps. Each panel has a row for each of them after
  ///   those of the taps: a weight that adds to a chain, with an input of +0, what all weights of
  ///   the stretch would add with inputs of +0.
  func panels(
    taps chosen: [Int], zeros: [Range<Int>] = [], width: Int
  ) throws(MemoryError) -> PlacedArray<Scalar> {
    let panels = groupOutputs.dividedUp(by: width)
    let rows = chosen.count * inputs + zeros.count
    return try PlacedArray(count: groups * panels * rows * width) { packed in
      elements.withUnsafeBufferPointer { elements in
        var row = packed
        for group in 0..<groups {
          for panel in 0..<panels {
            let first = group * groupOutputs + panel * width
            let count = min(width, groupOutputs - panel * width)
            let start = row
            for tap in chosen {
              for input in 0..<inputs {
                let source = (tap * inputs + input) * outputs + first
                row.initialize(from: elements.baseAddress! + source, count: count)
                (row + count).initialize(repeating: 0, count: width - count)
                row += width
              }
            }
            for stretch in zeros {
              let rows = (stretch.lowerBound * inputs)..<(stretch.upperBound * inputs)
              for i in 0..<width {
                (row + i).initialize(
                  to: Self.weightOfZeros(rows.lazy.map { start[$0 * width + i] }))
              }
              row += width
            }
          }
        }
      }
    }
  }

  /// Products of +0 are zeros. They change a chain's sum only if this is −0 and one of them is
  /// +0, or if a weight is no number: +0·∞ is none.
  private static func weightOfZeros(_ weights: some Sequence<Scalar>) -> Scalar {
    var allAreMinus = true
    for weight in weights {
      if !weight.isFinite { return .nan }
      if weight.sign == .plus { allAreMinus = false }
    }
    return allAreMinus ? -1 : 1
  }
}
