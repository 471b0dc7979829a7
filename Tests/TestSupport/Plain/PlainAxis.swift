import TensorCore

/// One spatial axis under a window, worked out anew for the tests: nothing here calls the
/// geometry that it is compared with.
public struct PlainAxis: Sendable {
  public let input: Int
  public let kernel: Int
  public let stride: Int
  public let dilation: Int
  public let before: Int
  public let after: Int
  public let output: Int

  /// Nil where the geometry gives no output, or the pad mode does not allow that much padding.
  public init?(
    input: Int, kernel: Int, stride: Int, dilation: Int, padding: Padding, axis: Int,
    mode: PadMode = .zero, ceilMode: Bool = false
  ) {
    let covered = dilation * (kernel - 1) + 1
    switch padding {
    case .valid: (before, after) = (0, 0)
    case .full: (before, after) = (covered - 1, covered - 1)
    case .amounts(let amounts):
      let amount = amounts[amounts.count == 1 ? 0 : axis]
      (before, after) = (amount.before, amount.after)
    case .same, .sameLower:
      // The least padding that gives ceil(input / stride) outputs.
      let outputs = (input - 1) / stride + 1
      var total = 0
      while (input + total - covered < 0) || (input + total - covered) / stride + 1 < outputs {
        total += 1
      }
      before = padding == .same ? total / 2 : (total + 1) / 2
      after = total - before
    }
    switch mode {
    case .reflect: if max(before, after) >= input { return nil }
    case .symmetric, .circular: if max(before, after) > input { return nil }
    default: break
    }
    // Windows are tried one after the other.
    let end = input + before + after
    var count = 0
    while count * stride + covered <= end { count += 1 }
    guard input > 0, count > 0 else { return nil }
    if ceilMode {
      let lastEnd = (count - 1) * stride + covered
      if lastEnd < end { count += 1 }
      if (count - 1) * stride >= input + before { count -= 1 }
    }
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    output = count
  }

  /// Where tap `tap` of output `index` lies, counted from the input's first element.
  public func position(_ index: Int, _ tap: Int) -> Int {
    index * stride + tap * dilation - before
  }

  public func isInside(_ position: Int) -> Bool { position >= 0 && position < input }

  /// The input element that padding copies, found by walking step by step.
  public func copied(_ position: Int, _ mode: PadMode) -> Int? {
    switch mode {
    case .replicate: return min(max(position, 0), input - 1)
    case .circular: return ((position % input) + input) % input
    case .reflect, .symmetric:
      var (at, direction) = (0, position < 0 ? -1 : 1)
      for _ in 0..<abs(position) {
        let next = at + direction
        if next >= 0, next < input {
          at = next
        } else {
          direction = -direction
          if case .reflect = mode { at += direction }
        }
      }
      return at
    default: return nil
    }
  }
}
