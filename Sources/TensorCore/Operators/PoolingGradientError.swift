/// What does not fit between dOutput, the input and the indices of a pooling.
public enum PoolingGradientError: Failure, Equatable {
  case input(DataShape, dOutput: DataShape, results: [Int])
  case indices(DataShape, dOutput: DataShape)
  case indexType(ElementType)
  /// An index that is no element of its window.
  case index(Int, result: Int, image: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .input(let input, let dOutput, let results):
      "the input \(input) and dOutput \(dOutput) do not belong together: a window over the input gives \(Shape.describe(results)) positions"
    case .indices(let indices, let dOutput):
      "the indices are \(indices), dOutput is \(dOutput): expected the same shape"
    case .indexType(let type):
      "the indices are \(type.rawValue), expected int64"
    case .index(let index, let result, let image):
      "index \(index), of result \(result) of image \(image) (counted over space and channels), is no element of its window"
    }
  }

  public var hint: String? {
    if case .index = self {
      "the options are those of the pooling that wrote the indices, also --index-origin"
    } else {
      nil
    }
  }
}
