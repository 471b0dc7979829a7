import ArgumentParser
import TensorCore

/// What the axes of the data mean.
public struct LayoutOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Number of spatial axes: 1, 2 or 3.", valueName: "D"))
  public var dims = 2

  @Option(
    help: ArgumentHelp(
      "Order of the data's axes (default: NWC, NHWC or NDHWC). N, or N and C, may be missing.",
      valueName: "LETTERS"))
  public var layout: String?

  public init() {}

  public mutating func validate() throws {
    guard (1...3).contains(dims) else {
      throw UsageError("--dims expects 1, 2 or 3, got \(dims)")
    }
    _ = try dataLayout
  }

  public var dataLayout: DataLayout {
    get throws {
      guard let layout else { return .standard(dims: dims) }
      return try DataLayout(layout, dims: dims)
    }
  }
}
