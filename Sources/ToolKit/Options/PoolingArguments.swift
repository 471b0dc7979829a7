import ArgumentParser
import TensorCore

/// The options of pooling, whatever the mode.
public struct PoolingArguments: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp("Size of the window, one number an axis or one for all.", valueName: "K"))
  public var kernel: String?

  @Flag(help: "One window for the whole image, in the place of a kernel.")
  public var global = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share the data among N windows, one number an axis or one for all, in the place of a kernel.",
      valueName: "N"))
  public var adaptive: String?

  @OptionGroup public var window: WindowOptions
  @OptionGroup public var layout: LayoutOptions

  @Flag(help: "Let a last, partial window count: round the output size up.")
  public var ceilMode = false

  public init() {}

  public mutating func validate() throws { _ = try options(.max) }

  /// - Throws: `UsageError` or `LayoutError` for a value that cannot be meant.
  public func options(_ mode: PoolingMode) throws -> PoolingOptions {
    let dims = layout.dims
    if global || adaptive != nil { return try sizedOptions(mode) }
    guard let kernel else { throw UsageError("expects --kernel K, --global or --adaptive N") }
    var options = PoolingOptions(
      mode, layout: try layout.dataLayout,
      kernel: try OptionValue.perAxis(kernel, option: "--kernel", dims: dims))
    options.stride = try window.strides(dims: dims)
    options.dilation = try window.dilations(dims: dims)
    options.padding = try window.amounts(dims: dims)
    options.ceilMode = ceilMode
    return options
  }

  /// Windows that follow from the size of the data.
  private func sizedOptions(_ mode: PoolingMode) throws -> PoolingOptions {
    let others = [
      ("--kernel", kernel != nil), ("--stride", window.stride != nil),
      ("--dilation", window.dilation != "1"), ("--padding", window.padding != "valid"),
      ("--ceil-mode", ceilMode), ("--adaptive", global && adaptive != nil),
    ]
    if let (name, _) = others.first(where: { $0.1 }) {
      throw UsageError(
        "\(global ? "--global is one window for the whole image" : "--adaptive shares the whole image among windows") and excludes \(name)"
      )
    }
    var options = PoolingOptions(mode, layout: try layout.dataLayout, kernel: [1])
    options.isGlobal = global
    options.adaptive = try adaptive.map {
      try OptionValue.perAxis($0, option: "--adaptive", dims: layout.dims)
    }
    return options
  }
}
