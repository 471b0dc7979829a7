/// What one result of pooling is made of.
public enum PoolingMode: String, CaseIterable, Sendable {
  /// The largest, the smallest element of the window.
  case max, min
  /// The sum of the window, divided by the number of its positions.
  case average
  /// (Σ|x|^p)^(1/p) over the window.
  case lp

  /// Whether a result is one of the elements.
  var isChoice: Bool { self == .max || self == .min }
}

/// What a pooling is asked to do, apart from its data.
public struct PoolingOptions: Equatable, Sendable {
  public var mode: PoolingMode
  public var layout: DataLayout
  /// One an axis, or one for all. Not read where the window is global or adaptive.
  public var kernel: [Int]
  /// Whether one window covers the whole image. Stride, dilation and padding are not read then.
  public var isGlobal = false
  /// Results that share an axis's elements, one an axis or one for all. As with `isGlobal`.
  public var adaptive: [Int]?
  /// One an axis, or one for all; nil: the kernel.
  public var stride: [Int]?
  public var dilation: [Int] = [1]
  public var padding: Padding = .valid
  /// Whether a last, partial window counts.
  public var ceilMode = false
  /// Whether an average divides by the window's positions in the padding too. What ceil mode
  /// hangs over past the padding never counts.
  public var countsPadding = false
  /// What an average is divided by, whatever its window holds; nil: the count.
  public var divisor: Int?
  /// p of lp, larger than 0.
  public var power = 2.0
  /// Type of the results of an average and of lp; nil: the compute type. Choices keep the
  /// data's.
  public var resultType: ElementType?

  public init(_ mode: PoolingMode, layout: DataLayout = .standard(dims: 2), kernel: [Int]) {
    self.mode = mode
    self.layout = layout
    self.kernel = kernel
  }

  /// Whether each channel of an image has one result.
  var isOneWindow: Bool { isGlobal || adaptive?.allSatisfy { $0 == 1 } ?? false }

  /// Elements of a window, each of which takes a few words: fewer than memory has. How many there are may
  /// follow from what a header promises.
  private static var mostTaps: Int { 1 << 24 }

  /// - Throws: `GeometryError` where there is no such window.
  func window(_ data: DataShape) throws(GeometryError) -> Window {
    if isOneWindow { return try Window(spatial: data.spatial, kernel: data.spatial) }
    let window =
      if let adaptive {
        try Window(spatial: data.spatial, adaptive: adaptive)
      } else {
        try Window(
          spatial: data.spatial, kernel: kernel, stride: stride ?? kernel, dilation: dilation,
          padding: padding, ceilMode: ceilMode)
      }
    try window.check(mostTaps: Self.mostTaps)
    for (axis, letter) in zip(window.axes, DataLayout.spatialLetters(dims: data.spatial.count)) {
      if let empty = axis.firstOutputInPadding {
        throw .windowInPadding(letter, output: empty, axis)
      }
    }
    return window
  }
}
