/// How much is added around the input along each spatial axis.
public enum Padding: Equatable, Sendable {
  /// None.
  case valid
  /// As much as makes `ceil(input / stride)` outputs; an odd one goes after the input.
  case same
  /// The same, but an odd one goes before the input.
  case sameLower
  /// As much as lets every window that touches the input count: `effective − 1` on both sides.
  case full
  /// Stated for each axis, or one for all.
  case amounts([Amount])

  public struct Amount: Equatable, Sendable {
    public var before: Int
    public var after: Int

    public init(before: Int, after: Int) {
      self.before = before
      self.after = after
    }
  }

  /// What this means for one axis.
  func resolved(
    axis: Int, input: Int, effective: Int, stride: Int
  ) -> Amount {
    switch self {
    case .valid: return Amount(before: 0, after: 0)
    case .full: return Amount(before: effective - 1, after: effective - 1)
    case .amounts(let amounts): return amounts.along(axis)
    case .same, .sameLower:
      let outputs = input.dividedUp(by: stride)
      let total = max((outputs - 1) * stride + effective - input, 0)
      let smaller = total / 2
      return self == .same
        ? Amount(before: smaller, after: total - smaller)
        : Amount(before: total - smaller, after: smaller)
    }
  }
}

/// What the padding holds.
public enum PadMode: Equatable, Sendable {
  case zero
  case constant(Double)
  /// Mirrored at the border element, which is not repeated: `c b | a b c | b a`.
  case reflect
  /// Mirrored at the border, the border element repeated: `b a | a b c | c b`.
  case symmetric
  /// The border element: `a a | a b c | c c`.
  case replicate
  /// Periodic: `b c | a b c | a b`.
  case circular
  /// Each image's own mean, per channel.
  case mean

  public var name: String {
    switch self {
    case .zero: "zero"
    case .constant(let value): "constant:\(value)"
    case .reflect: "reflect"
    case .symmetric: "symmetric"
    case .replicate: "replicate"
    case .circular: "circular"
    case .mean: "mean"
    }
  }

  /// What a constant's padding holds; 0 for other modes.
  func value<Scalar: ComputeScalar>(as _: Scalar.Type) -> Scalar {
    if case .constant(let value) = self { Scalar(value) } else { 0 }
  }

  /// Whether padding is a copy of elements of the input.
  public var copiesInput: Bool {
    switch self {
    case .zero, .constant, .mean: false
    case .reflect, .symmetric, .replicate, .circular: true
    }
  }

  /// Whether padding has nothing to do with the input.
  var isConstant: Bool { !copiesInput && self != .mean }

  /// Whether a row of padding may need rows from anywhere in the image.
  public var needsWholeImage: Bool { self == .circular || self == .mean }

  /// Whether a row of padding copies a row near it.
  var copiesNearRows: Bool { copiesInput && !needsWholeImage }

  /// The widest padding that an axis of `input` elements can have; nil: any.
  func limit(input: Int) -> Int? {
    switch self {
    case .reflect: input - 1
    case .symmetric, .circular: input
    default: nil
    }
  }

  /// The input element that padded position `index` copies, both counted from the input's
  /// start; nil for values that are no copies.
  func source(of index: Int, input: Int) -> Int? {
    if (0..<input).contains(index) { return index }
    switch self {
    case .zero, .constant, .mean: return nil
    case .reflect: return index < 0 ? -index : 2 * (input - 1) - index
    case .symmetric: return index < 0 ? -index - 1 : 2 * input - 1 - index
    case .replicate: return index < 0 ? 0 : input - 1
    case .circular: return index < 0 ? index + input : index - input
    }
  }

  /// The last position that copies the input element `index`, of those from the padding before it to
  /// `after` elements past the end; itself if none after it does.
  func lastCopy(of index: Int, input: Int, after: Int) -> Int {
    let copy: Int? =
      switch self {
      case .zero, .constant, .mean: nil
      case .reflect: 2 * (input - 1) - index
      case .symmetric: 2 * input - 1 - index
      case .replicate: index == input - 1 ? input - 1 + after : nil
      case .circular: index + input
      }
    guard let copy, (input..<input + after).contains(copy) else { return index }
    return copy
  }
}
