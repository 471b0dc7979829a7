/// Which element of a window is its result.
public struct WindowChoice: Equatable, Sendable {
  /// What the bits of an element stand for.
  public enum Order: Sendable {
    /// A number; a NaN comes before all others, and −0 and +0 are equal.
    case floating
    /// An integer of the element's size.
    case signed, unsigned
  }

  public var order: Order
  /// The largest, or the smallest.
  public var takesLargest: Bool

  public init(order: Order, takesLargest: Bool) {
    self.order = order
    self.takesLargest = takesLargest
  }
}
