import ArgumentParser
import TensorCore

/// What the axes of the data mean.
public struct LayoutOptions: ParsableArguments {
  @OptionGroup public var space: DimsOption

  @Option(
    help: ArgumentHelp(
      "Order of the data's axes, such as NCHW or CHW (default: NWC, NHWC or NDHWC). Arrays may lack N, or N and C.",
      valueName: "LETTERS"))
  public var layout: String?

  public init() {}

  public mutating func validate() throws { _ = try dataLayout }

  /// The number of spatial axes.
  public var dims: Int { space.dims }

  public var dataLayout: DataLayout {
    get throws {
      guard let layout else { return .standard(dims: dims) }
      return try DataLayout(layout, dims: dims)
    }
  }
}
