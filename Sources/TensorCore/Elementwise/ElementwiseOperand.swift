import KernelInterface

/// One array of an elementwise operation, piece by piece.
final class ElementwiseOperand<Scalar: ComputeScalar>: @unchecked Sendable {
  private enum Form {
    /// In the compute type where it lies.
    case mapped(UnsafePointer<Scalar>, ElementSource<Scalar>)
    case stream(ElementSource<Scalar>)
    case held(BroadcastArray<Scalar>)
  }

  private let form: Form
  private let buffer: PlacedMemory<Scalar>
  private var position = 0
  private var current: UnsafePointer<Scalar>
  private var step = 1

  /// - Parameter longest: elements of the longest piece, a multiple of the kernels' unit.
  init(_ input: Elementwise.Input, to shape: Shape, longest: Int) throws {
    let unit = ElementwiseTable<Scalar>.unit
    buffer = try PlacedMemory(count: longest)
    current = UnsafePointer(buffer.start)
    switch input.source {
    case .held(let tensor):
      form = .held(BroadcastArray(tensor, to: shape))
    case .stream(let array) where array.header.shape.count == shape.count:
      let source = ElementSource<Scalar>(streaming: array)
      form = source.inPlace(slack: unit).map { .mapped($0, source) } ?? .stream(source)
    case .stream(let array):
      form = .held(BroadcastArray(try array.reader.readTensor(), to: shape))
    }
  }

  /// Makes the next `count` elements the current piece.
  func take(_ count: Int) throws {
    switch form {
    case .mapped(let base, _): current = base + position
    case .stream(let source): try source.read(count, into: buffer.start)
    case .held(let array):
      step = array.isOne ? 0 : 1
      array.read(position, array.isOne ? 1 : count, into: buffer.start)
    }
    position += count
  }

  /// The current piece is not needed any more.
  func drop(_ count: Int) throws {
    if case .mapped(_, let source) = form { try source.skip(count) }
  }

  /// The current piece from an element on.
  func piece(from first: Int) -> Operand<Scalar> { Operand(current + first * step, step: step) }
}
