/// What does not fit between data, weight and bias.
public enum ConvolutionError: Failure, Equatable {
  case inputChannels(weight: String, inputs: Int, groups: Int, data: DataShape)
  case outputChannels(weight: String, outputs: Int, data: DataShape)
  case like(DataShape, data: DataShape, channels: Int)
  case pair(DataShape, dOutput: DataShape, results: [Int], transposed: Bool)
  case groupsOfPair(Int, inputs: Int, outputs: Int)
  case otherChannels(inputs: Int?, outputs: Int, before: Int?, and: Int)
  case otherType(ComputeType)
  case groups(Int, outputs: Int)
  case groupsPerChannel(Int)
  case bias(Shape, outputs: Int?)
  case emptyWeight(Shape)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .inputChannels(let weight, let inputs, let groups, let data):
      "weight expects \(inputs * groups) input channels (\(weight)\(groups > 1 ? ", \(groups) groups" : "")), the data has \(data.channelCount) (\(data))"
    case .outputChannels(let weight, let outputs, let data):
      "weight gives \(outputs) output channels (\(weight)), the data has \(data.channelCount) (\(data))"
    case .like(let like, let data, let channels):
      "the input cannot have shape \(like): the data is \(data), and the weight takes \(channels) input channels"
    case .pair(let input, let dOutput, let results, let transposed):
      "the input \(input) and dOutput \(dOutput) do not belong together: a window over \(transposed ? "dOutput" : "the input") gives \(Shape.describe(results)) positions"
    case .groupsOfPair(let groups, let inputs, let outputs):
      "\(groups) groups do not divide \(inputs) input and \(outputs) output channels"
    case .otherChannels(let inputs, let outputs, let before, let and):
      "the arrays to be summed have \(before.map { "\($0) input and " } ?? "")\(and) output channels, this one \(inputs.map { "\($0) and " } ?? "")\(outputs)"
    case .otherType(let type):
      "the arrays to be summed are computed in \(type == .float32 ? "float64" : "float32"), this one in \(type == .float32 ? "float32" : "float64")"
    case .groups(let groups, let outputs):
      "\(groups) groups do not divide the weight's \(outputs) output channels"
    case .groupsPerChannel(let groups):
      "a weight with spatial axes only has no groups, got --groups \(groups)"
    case .bias(let shape, let outputs):
      "bias has shape \(shape), expected \(outputs.map(String.init) ?? "one value for each channel")"
    case .emptyWeight(let shape):
      "weight has shape \(shape), expected no empty axis"
    }
  }
}
