/// Which elements of a pipeline's first input one result of a stage depends on, along each
/// spatial axis D, H, W: result `i` reads `size` elements from `i·stride + start` on, some of
/// which may lie in padding.
///
/// A stage with windows of `effective` elements, a stride and padding before makes of it
///
///     size' = size + (effective − 1)·stride
///     start' = start − before·stride
///     stride' = stride·(the stage's stride)
public struct ReceptiveField: Equatable, Sendable {
  public struct Axis: Equatable, Sendable {
    public var size: Int
    public var stride: Int
    public var start: Int

    public init(size: Int, stride: Int, start: Int) {
      self.size = size
      self.stride = stride
      self.start = start
    }
  }

  public var axes: [Axis]

  public init(axes: [Axis]) { self.axes = axes }

  /// One that a stage before may have told: nil if no field has such numbers.
  public init?(sizes: [Int], strides: [Int], starts: [Int]) {
    let counts = 1...Self.largest
    guard sizes.count == strides.count, sizes.count == starts.count,
      sizes.allSatisfy(counts.contains), strides.allSatisfy(counts.contains),
      starts.allSatisfy({ (-Self.largest...Self.largest).contains($0) })
    else { return nil }
    axes = sizes.indices.map { Axis(size: sizes[$0], stride: strides[$0], start: starts[$0]) }
  }

  /// Numbers of a field, at most: sums of a few of them can be counted.
  private static var largest: Int { (1 << 60) - 1 }

  /// That of an element of the input itself.
  public static func element(dims: Int) -> ReceptiveField {
    ReceptiveField(axes: [Axis](repeating: Axis(size: 1, stride: 1, start: 0), count: dims))
  }

  /// The field after one more stage.
  ///
  /// - Throws: `ExplanationError.dims` if the stage has another number of spatial axes,
  ///   `.adaptive` if its windows differ, `GeometryError.tooLarge` if a length cannot be counted.
  public func after(_ window: Window) throws -> ReceptiveField {
    guard window.axes.count == axes.count else {
      throw ExplanationError.dims(window.axes.count, before: axes.count)
    }
    let letters = DataLayout.spatialLetters(dims: axes.count)
    for (axis, letter) in zip(window.axes, letters) where axis.isAdaptive {
      throw ExplanationError.adaptive(letter, input: axis.input, output: axis.output)
    }
    return ReceptiveField(
      axes: try zip(axes, window.axes).map { field, stage in
        func product(_ a: Int, _ b: Int, plus other: Int = 0) throws -> Int {
          let (product, overflow) = a.multipliedReportingOverflow(by: b)
          guard !overflow, product <= Self.largest - other else { throw GeometryError.tooLarge }
          return product + other
        }
        return Axis(
          size: try product(stage.effective - 1, field.stride, plus: field.size),
          stride: try product(field.stride, stage.stride),
          start: -(try product(stage.before, field.stride, plus: -field.start)))
      })
  }
}
