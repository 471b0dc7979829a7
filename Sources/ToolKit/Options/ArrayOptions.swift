import ArgumentParser
import TensorCore

/// The shape and type of arrays that a tool makes, and how many of them.
public struct ArrayOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lengths of the axes, such as 3,4; an empty text for a single value.", valueName: "SHAPE"))
  public var shape: String?

  @OptionGroup public var type: ElementTypeOption

  @Option(parsing: .unconditional, help: ArgumentHelp("How many arrays to write.", valueName: "N"))
  public var count = 1

  public init() {}

  public mutating func validate() throws {
    try OptionValue.check(count, in: 0...Int.max, option: "--count")
    _ = try axes
  }

  /// The lengths asked for; nil without `--shape`.
  public var axes: Shape? {
    get throws { try shape.map { try OptionValue.shape($0, option: "--shape") } }
  }

  /// - Throws: `UsageError` without `--shape`.
  public var requiredAxes: Shape {
    get throws {
      guard let axes = try axes else {
        throw UsageError("--shape is missing", hint: "for example --shape 3,4")
      }
      return axes
    }
  }
}

/// The element type of a result.
public struct ElementTypeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Element type: \(ElementType.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "TYPE"))
  public var dtype = "float32"

  public init() {}

  public mutating func validate() throws { _ = try elementType }

  public var elementType: ElementType {
    get throws { try OptionValue.elementType(dtype, option: "--dtype") }
  }
}
