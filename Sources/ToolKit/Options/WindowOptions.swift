import ArgumentParser
import TensorCore

/// How a window slides, of every tool that has one. The kernel's size comes from a weight or
/// from an option of the tool.
public struct WindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps between windows, one an axis or one for all.", valueName: "S"))
  public var stride: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps between the elements of a window.", valueName: "D"))
  public var dilation = "1"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "valid, same, same-lower, full, a number, or before:after an axis, such as 0:1,2:2.",
      valueName: "P"))
  public var padding = "valid"

  public init() {}

  public func strides(dims: Int) throws -> [Int]? {
    try stride.map { try OptionValue.perAxis($0, option: "--stride", dims: dims) }
  }

  public func dilations(dims: Int) throws -> [Int] {
    try OptionValue.perAxis(dilation, option: "--dilation", dims: dims)
  }

  public func amounts(dims: Int) throws -> Padding {
    try OptionValue.padding(padding, dims: dims)
  }
}
