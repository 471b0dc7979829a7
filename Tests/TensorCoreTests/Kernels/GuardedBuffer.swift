/// Elements between two stretches of others that nothing may write to.
final class GuardedBuffer<Scalar: BinaryFloatingPoint> {
  /// Elements on either side.
  private static var margin: Int { 64 }
  private let memory: UnsafeMutableBufferPointer<Scalar>
  private let count: Int
  private let guarding: Scalar = -12_345.0625

  var start: UnsafeMutablePointer<Scalar> { memory.baseAddress! + Self.margin }
  var elements: [Scalar] { (0..<count).map { start[$0] } }

  init(_ count: Int) {
    self.count = count
    memory = .allocate(capacity: count + 2 * Self.margin)
    memory.initialize(repeating: guarding)
  }

  convenience init(_ elements: [Scalar]) {
    self.init(elements.count)
    for (i, element) in elements.enumerated() { start[i] = element }
  }

  deinit { memory.deallocate() }

  /// Whether all around is as it was, but for `slack` elements after the last one.
  func isIntact(slack: Int = 0) -> Bool {
    memory.prefix(Self.margin).allSatisfy { $0 == guarding }
      && memory.dropFirst(Self.margin + count + slack).allSatisfy { $0 == guarding }
  }
}
