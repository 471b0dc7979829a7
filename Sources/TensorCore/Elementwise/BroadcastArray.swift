/// An array held in memory, read in the order of a shape that it is stretched to.
final class BroadcastArray<Scalar: ComputeScalar> {
  private let elements: [Scalar]
  /// Axes of the result from the last, neighbours joined where one step serves both.
  private let lengths: [Int]
  private let steps: [Int]

  init(_ tensor: Tensor, to shape: Shape) {
    elements = Conversion.elements(of: tensor, as: Scalar.self)
    var lengths: [Int] = []
    var steps: [Int] = []
    var step = 1
    for back in 1...max(1, shape.rank) where back <= shape.rank {
      let length = shape[shape.rank - back]
      let own = back <= tensor.shape.rank ? tensor.shape[tensor.shape.rank - back] : 1
      let next = own == 1 ? 0 : step
      step *= own
      if length == 1 { continue }
      if let last = steps.last, next == last * lengths[lengths.count - 1] {
        lengths[lengths.count - 1] *= length
      } else {
        lengths.append(length)
        steps.append(next)
      }
    }
    (self.lengths, self.steps) = (lengths, steps)
  }

  /// The number in the place of all, if there is one.
  var isOne: Bool { elements.count == 1 }

  /// Elements from number `first` on.
  func read(_ first: Int, _ count: Int, into target: UnsafeMutablePointer<Scalar>) {
    elements.withUnsafeBufferPointer { elements in
      guard !isOne else { return target.update(repeating: elements[0], count: count) }
      var done = 0
      while done < count {
        var offset = 0
        var rest = first + done
        let inner = rest % lengths[0]
        for axis in lengths.indices {
          offset += rest % lengths[axis] * steps[axis]
          rest /= lengths[axis]
        }
        let piece = min(count - done, lengths[0] - inner)
        if steps[0] == 0 {
          (target + done).update(repeating: elements[offset], count: piece)
        } else {
          for i in 0..<piece { target[done + i] = elements[offset + i * steps[0]] }
        }
        done += piece
      }
    }
  }
}
