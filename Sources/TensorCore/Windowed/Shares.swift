extension Range<Int> {
  /// A range of `count` things, cut at multiples of `grain`, for one of several parts.
  static func share(_ count: Int, part: Int, of parts: Int, grain: Int = 1) -> Range {
    let grains = count.dividedUp(by: grain)
    let lower = grains * part / parts * grain
    let upper = grains * (part + 1) / parts * grain
    return Swift.min(lower, count)..<Swift.min(upper, count)
  }
}

extension UnsafeRawBufferPointer {
  /// One of several equal parts.
  func share(_ part: Int, of parts: Int) -> UnsafeRawBufferPointer {
    Self(rebasing: self[Range.share(count, part: part, of: parts)])
  }
}
