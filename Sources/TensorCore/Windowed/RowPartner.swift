/// What has a row for each output row of a windowed operator: where results go, or, for
/// gradients with respect to weights, where dOutput comes from.
protocol RowPartner<Scalar>: Sendable {
  associatedtype Scalar: ComputeScalar
  /// Whether it may have to wait for the other end of a pipe.
  var waits: Bool { get }
  /// All rows where they lie, to be read only, with `slack` elements readable after them; nil if they
  /// are to have a buffer.
  func rowsInPlace(slack: Int) -> UnsafePointer<Scalar>?
  /// Called in order before `rows`, `count` elements, are handed to the operator.
  func prepare(_ rows: UnsafeMutablePointer<Scalar>, _ count: Int) throws
  /// Called in order when the operator is done with them.
  func take(_ rows: UnsafePointer<Scalar>, _ count: Int) throws
  /// Called in order instead of both when the operator is done with `count` elements of rows that
  /// lie in place.
  func pass(_ count: Int) throws
  /// See `TensorReader.ahead`.
  func ahead(skipping skipped: Int, count: Int) -> UnsafeRawBufferPointer
}

extension RowPartner {
  func rowsInPlace(slack: Int) -> UnsafePointer<Scalar>? { nil }
  func prepare(_ rows: UnsafeMutablePointer<Scalar>, _ count: Int) throws {}
  func pass(_ count: Int) throws {}
  func ahead(skipping _: Int, count _: Int) -> UnsafeRawBufferPointer { .empty }
}

extension ElementSink: RowPartner {
  func take(_ rows: UnsafePointer<Scalar>, _ count: Int) throws { try write(rows, count) }
}

extension ElementSource: RowPartner {
  func rowsInPlace(slack: Int) -> UnsafePointer<Scalar>? { inPlace(slack: slack) }
  func prepare(_ rows: UnsafeMutablePointer<Scalar>, _ count: Int) throws {
    try read(count, into: rows)
  }
  func take(_: UnsafePointer<Scalar>, _: Int) {}
  func pass(_ count: Int) throws { try skip(count) }
}

/// Passes over rows: for an operator that gives results at its end only.
struct NoPartner<Scalar: ComputeScalar>: RowPartner {
  var waits: Bool { false }
  func take(_: UnsafePointer<Scalar>, _: Int) {}
}
