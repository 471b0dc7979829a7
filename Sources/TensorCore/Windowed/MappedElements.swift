/// The elements of an array, and of those that it is joined with, where a mapped file has them: to
/// be read from any place, by several threads at a time. Good while the array's reader is alive.
struct MappedElements<Scalar: ComputeScalar>: @unchecked Sendable {
  let start: UnsafeRawPointer
  let type: ElementType
  /// Elements of one array, and bytes from one to the next.
  let count: Int
  let pitch: Int
  /// See `ElementSource`.
  let change: (@Sendable (UnsafeMutablePointer<Scalar>, Int) -> Void)?

  /// Some elements of one array.
  ///
  /// - Parameter index: of the first one, counted over all arrays.
  func read(_ length: Int, at index: Int, into target: UnsafeMutablePointer<Scalar>) {
    let (array, element) = index.quotientAndRemainder(dividingBy: count)
    Conversion.widen(
      start + array * pitch + element * type.byteCount, type, to: target, count: length)
    change?(target, length)
  }
}
