/// What an operator would do with an array of a shape: geometry, cost, and how it would run.
public struct Explanation: Sendable {
  /// The tool, with its mode where it has modes.
  public var operation: String
  public var input: TypedShape
  public var result: TypedShape
  public var window: Window
  /// What the padding holds; nil for operators that leave padding out.
  public var padMode: PadMode?
  /// What a convolution costs; nil for other operators.
  public var cost: ConvolutionCost?
  public var run: RunChoice
  public var chain: Chain

  /// A shape with its letters, and a type.
  public struct TypedShape: Equatable, Sendable {
    /// Letters of the axes, such as `NHWC`.
    public var letters: String
    public var lengths: [Int]
    public var type: ElementType

    public init(letters: String, lengths: [Int], type: ElementType) {
      self.letters = letters
      self.lengths = lengths
      self.type = type
    }

    init(_ shape: DataShape, _ type: ElementType) {
      self.init(letters: String(shape.letters), lengths: shape.axes, type: type)
    }
  }

  /// How the work would be done on this machine; the result does not depend on it.
  public struct RunChoice: Equatable, Sendable {
    public var method: String
    public var kernel: String
    public var instructionSet: String
    public var threads: Int
    public var band: BandSize
    /// Bytes that are held beside the bands, since the layout or the padding needs a whole image
    /// or array; 0: rows stream.
    public var heldBytes: Count
  }

  /// The stages up to this one together.
  public struct Chain: Equatable, Sendable {
    public var stages: Int
    public var field: ReceptiveField
    public var multiplyAdds: Count
    public var parameters: Count

    public init(
      stages: Int, field: ReceptiveField, multiplyAdds: Count, parameters: Count
    ) {
      self.stages = stages
      self.field = field
      self.multiplyAdds = multiplyAdds
      self.parameters = parameters
    }

    /// What comes before a first stage.
    static func none(dims: Int) -> Chain {
      Chain(stages: 0, field: .element(dims: dims), multiplyAdds: 0, parameters: 0)
    }

    func followed(by window: Window, _ cost: ConvolutionCost?) throws -> Chain {
      Chain(
        stages: stages + 1, field: try field.after(window),
        multiplyAdds: multiplyAdds &+ (cost?.multiplyAdds ?? 0),
        parameters: parameters &+ (cost?.parameters ?? 0))
    }
  }
}

/// Numbers of multiplications, parameters and bytes: those of a dense layer over large images
/// exceed 64 bits.
public typealias Count = UInt128

extension Count {
  /// A product, or the largest count where that is too large.
  init(product factors: Int...) {
    self = factors.reduce(1) { product, factor in
      let (next, overflow) = product.multipliedReportingOverflow(by: Count(factor))
      return overflow ? .max : next
    }
  }
}

/// What a stage passes on to the explanation of the next.
public struct ExplainedStage: Equatable, Sendable {
  public var result: Explanation.TypedShape
  public var chain: Explanation.Chain

  public init(result: Explanation.TypedShape, chain: Explanation.Chain) {
    self.result = result
    self.chain = chain
  }
}

/// What cannot be explained.
public enum ExplanationError: Failure, Equatable {
  case dims(Int, before: Int)
  case layout(String, before: String)
  /// Adaptive windows of different lengths.
  case adaptive(Character, input: Int, output: Int)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .dims(let dims, let before):
      "this stage has \(dims) spatial axes, the stage before gives \(before)"
    case .layout(let letters, let before):
      "this stage reads \(letters), the stage before gives \(before)"
    case .adaptive(let axis, let input, let output):
      "along \(axis) \(output) adaptive windows over \(input) elements differ in length: expected a divisor of \(input) to explain"
    }
  }

  public var hint: String? {
    switch self {
    case .dims: "--dims sets the number of spatial axes"
    case .layout: "--layout sets the order of the axes"
    case .adaptive: nil
    }
  }
}
