import ArgumentParser
import TensorCore

/// The shape of an array that a tool has not got at hand.
public struct InputShapeOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Shape of what was convolved or pooled, in the order of the data's axes, with or without N and C, such as 32,32,3.",
      valueName: "SHAPE"))
  public var inputShape: String?

  public init() {}

  public mutating func validate() throws { _ = try lengths }

  /// The shape, if it was given, with an axis for each letter of `layout` or of those that may
  /// be missing.
  ///
  /// - Throws: `UsageError` if it is no list of lengths, or has too few or too many for the
  ///   layout.
  public func shape(_ layout: DataLayout) throws -> Shape? {
    guard let lengths = try lengths else { return nil }
    guard (layout.dims...layout.dims + 2).contains(lengths.count) else {
      throw UsageError(
        "--input-shape expects \(layout.dims) to \(layout.dims + 2) lengths (\(layout.name), N and C may be missing), got \(lengths.count): '\(inputShape!)'",
        hint: "--dims sets the number of spatial axes")
    }
    return try Shape(lengths)
  }

  private var lengths: [Int]? {
    get throws {
      try inputShape.map { try OptionValue.lengths($0, option: "--input-shape") }
    }
  }
}
