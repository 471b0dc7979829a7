/// A test's random convolutions, in parts that run side by side.
public struct ConvolutionDraws {
  public static let parts = 0..<5
  private var generator: SeededGenerator
  private let count: Int

  /// - Parameters:
  ///   - name: of the test, which is printed with the seed.
  ///   - count: of one part.
  public init(_ name: String, _ part: Int, count: Int) {
    generator = .forTest("\(name) \(part)")
    for _ in 0..<part { generator = SeededGenerator(seed: generator.next()) }
    self.count = count
  }

  /// - Parameter body: gets a convolution, and how to call it where something is wrong.
  public func forEach(
    reals: Bool, _ body: (ConvolutionDraw, String) throws -> Void
  ) throws {
    var generator = generator
    for number in 0..<count {
      let draw = try ConvolutionDraw(using: &generator, reals: reals)
      try body(draw, "number \(number): \(draw)")
    }
  }
}
