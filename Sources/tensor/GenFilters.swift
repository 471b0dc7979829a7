import ArgumentParser
import TensorCore
import ToolKit

/// What all filters have in common.
struct FilterOptions: ParsableArguments {
  @OptionGroup var space: DimsOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Size, one number or one an axis (default: 3; gaussian, dog: to 3 sigma of the wider on both sides, log: to 4, gabor: to 3 sigma/aspect).",
      valueName: "K"))
  var size: String?

  @OptionGroup var type: ElementTypeOption
  @OptionGroup var output: OutputOption

  mutating func validate() throws { _ = try sizes }

  private var dims: Int { space.dims }

  private var sizes: [Int]? {
    get throws { try size.map { try OptionValue.perAxis($0, option: "--size", dims: dims) } }
  }

  func write(_ filter: ImageFilter) throws {
    let tensor = try filter.tensor(
      size: try sizes ?? [Int](repeating: filter.usualSize, count: dims),
      elementType: try type.elementType,
      execution: Execution(instructionSet: try .chosen(), threads: 1))
    let writer = try TensorWriter(path: output.output)
    try writer.write(tensor)
    try writer.finish()
  }

  /// - Parameter fromLast: how many axes before the last the derivative is taken along.
  func writeSobel(fromLast: Int, letter: String) throws {
    guard dims > fromLast else {
      throw UsageError("sobel-\(letter) needs --dims \(fromLast + 1) or more, got \(dims)")
    }
    try write(.sobel(axis: dims - 1 - fromLast))
  }
}

struct GenSobelX: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sobel-x",
    abstract: "Derivative along W, smoothed along the others; positive where the right is brighter."
  )
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.writeSobel(fromLast: 0, letter: "x") }
}

struct GenSobelY: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sobel-y",
    abstract: "Derivative along H, smoothed along the others; positive where the lower is brighter."
  )
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.writeSobel(fromLast: 1, letter: "y") }
}

struct GenSobelZ: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sobel-z",
    abstract: "Derivative along D (--dims 3); positive where the next plane is brighter.")
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.writeSobel(fromLast: 2, letter: "z") }
}

struct GenLaplacian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "laplacian", abstract: "Sum of second differences: 0 1 0, 1 -4 1, 0 1 0.")
  @Flag(help: "Count diagonal neighbours too: 1 1 1, 1 -8 1, 1 1 1.")
  var diagonals = false
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.write(.laplacian(diagonals: diagonals)) }
}

struct GenGaussian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaussian", abstract: "A blur: exp(-r^2 / 2 sigma^2), elements sum to 1.")
  @Option(parsing: .unconditional, help: ArgumentHelp("Its width.", valueName: "X"))
  var sigma = "1"
  @OptionGroup var filter: FilterOptions
  func run() throws {
    try filter.write(.gaussian(sigma: try OptionValue.positive(sigma, option: "--sigma")))
  }
}

struct GenLog: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Laplacian of a Gaussian, negative in the centre; elements sum to 0.")
  @Option(parsing: .unconditional, help: ArgumentHelp("The Gaussian's width.", valueName: "X"))
  var sigma = "1"
  @OptionGroup var filter: FilterOptions
  func run() throws {
    try filter.write(
      .laplacianOfGaussian(sigma: try OptionValue.positive(sigma, option: "--sigma")))
  }
}

struct GenDog: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dog",
    abstract: "A Gaussian minus a wider one, positive in the centre; elements sum to 0.")
  @Option(parsing: .unconditional, help: ArgumentHelp("The narrow one's width.", valueName: "X"))
  var sigma = "1"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many times as wide the other is.", valueName: "X"))
  var ratio = "1.6"
  @OptionGroup var filter: FilterOptions
  func run() throws {
    try filter.write(
      .differenceOfGaussians(
        sigma: try OptionValue.positive(sigma, option: "--sigma"),
        ratio: try OptionValue.positive(ratio, option: "--ratio")))
  }
}

struct GenBox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "box", abstract: "A mean: all elements one over their number.")
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.write(.box) }
}

struct GenSharpen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sharpen", abstract: "The identity minus a Laplacian: 0 -1 0, -1 5 -1, 0 -1 0.")
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How much of the Laplacian is taken off.", valueName: "X"))
  var amount = "1"
  @OptionGroup var filter: FilterOptions
  func run() throws {
    try filter.write(.sharpen(amount: try OptionValue.positive(amount, option: "--amount")))
  }
}

struct GenIdentity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity", abstract: "1 in the centre, else 0: changes nothing.")
  @OptionGroup var filter: FilterOptions
  func run() throws { try filter.write(.identity) }
}
