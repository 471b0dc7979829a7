/// Arrays with elements added around them along their spatial axes.
///
/// A padded array is what windows of one element, one step apart, see of its data, so `Im2col`
/// does the work: padding here is the padding of a convolution.
///
/// Elements keep their type and their bits. Where padding is computed (`mean`, or a constant
/// that the type does not hold) the result is of the compute type.
public struct ArrayPadding: Sendable {
  private let patches: Im2col

  /// - Parameters:
  ///   - padding: elements before and after, along each spatial axis.
  ///   - mode: what they hold.
  public init(
    _ padding: Padding, mode: PadMode, layout: DataLayout, execution: Execution
  ) {
    var options = ConvolutionOptions(layout: layout, weightLayout: nil)
    options.padding = padding
    options.padMode = mode
    patches = Im2col(padding: options, execution: execution)
  }

  /// Pads the array. Arrays with C last stream; others are held an image at a time.
  ///
  /// - Throws: `LayoutError`, `GeometryError` if it does not fit, and `StreamError`.
  public func apply(
    _ array: PendingArray, to writer: TensorWriter
  ) throws {
    try patches.apply(array, to: writer)
  }
}
