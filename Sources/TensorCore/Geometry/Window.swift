/// A window sliding along one axis.
///
///     effective = dilation·(kernel − 1) + 1
///     output = floor((input + before + after − effective) / stride) + 1
///
/// In ceil mode the division rounds up, and the last window is dropped if it starts at or past
/// `input + before`. Adaptive windows share the input among a stated number of results instead:
/// result `i` has the elements from `⌊i·input/output⌋` up to, not including,
/// `⌈(i + 1)·input/output⌉`. All lengths in elements of the axis.
public struct AxisWindow: Equatable, Sendable {
  public let input: Int
  /// Taps; of adaptive windows those of the longest.
  public let kernel: Int
  /// From one window to the next; of adaptive windows the least, or 1.
  public let stride: Int
  public let dilation: Int
  public let before: Int
  public let after: Int
  public internal(set) var output: Int
  /// Whether windows are of different lengths and distances.
  public private(set) var isAdaptive = false

  /// The stretch that one window covers.
  public var effective: Int { dilation * (kernel - 1) + 1 }

  /// The input with its padding, and with what the last window of ceil mode hangs over.
  public var padded: Int { max(input + before + after, (output - 1) * stride + effective) }

  /// Where output `index` starts, counted from the first padded element.
  public func start(_ index: Int) -> Int {
    isAdaptive ? Self.quotient(index, input, by: output) : index * stride
  }

  /// Taps of output `index`, in the padding or not.
  func length(of index: Int) -> Int {
    guard isAdaptive else { return kernel }
    // ⌈a/b⌉ is ⌊(a − 1)/b⌋ + 1.
    return Self.quotient(index + 1, input, by: output, less: 1) + 1 - start(index)
  }

  /// ⌊(a·b − less) / divisor⌋, for products that would not fit.
  private static func quotient(_ a: Int, _ b: Int, by divisor: Int, less: Int = 0) -> Int {
    let product = a.multipliedFullWidth(by: b)
    let (low, borrow) = product.low.subtractingReportingOverflow(UInt(less))
    return divisor.dividingFullWidth((product.high - (borrow ? 1 : 0), low)).quotient
  }

  /// How many of the taps of output `index` lie at positions from `lower` up to `upper`, both
  /// counted from the input's first element.
  func taps(of index: Int, from lower: Int, upTo upper: Int) -> Int {
    let start = start(index) - before
    let length = length(of: index)
    // The first tap at or past a position.
    func tap(at position: Int) -> Int {
      position <= start ? 0 : min(length, (position - start - 1) / dilation + 1)
    }
    return max(0, tap(at: upper) - tap(at: lower))
  }

  /// How many of the taps of output `index` an average counts: those in the input, or in the
  /// padding too, but never in what ceil mode hangs over.
  func countedTaps(of index: Int, countsPadding: Bool) -> Int {
    taps(
      of: index, from: countsPadding ? -before : 0, upTo: input + (countsPadding ? after : 0))
  }

  /// The first output whose window covers only padding, if there is one.
  ///
  /// A window that starts at an element of the input holds that one, so only those that start
  /// before and past the input are looked at: few, however long a header says that the axis is.
  var firstOutputInPadding: Int? {
    if isAdaptive { return nil }
    let startingBefore = before == 0 ? 0 : min(output, (before - 1) / stride + 1)
    let firstPast = (input + before - 1) / stride + 1
    return (0..<startingBefore).first { taps(of: $0, from: 0, upTo: input) == 0 }
      ?? (firstPast < output ? firstPast : nil)
  }
}

extension AxisWindow {
  /// Windows that share `input` elements among `output` results. Where these all get as many,
  /// they are ordinary ones.
  init(adaptive output: Int, input: Int) {
    let (share, rest) = input.quotientAndRemainder(dividingBy: output)
    // Where shares end inside elements in different ways, some windows reach into one more.
    let longest = rest == 0 ? share : output % rest == 0 ? share + 1 : share + 2
    self.init(
      input: input, kernel: longest, stride: max(1, share), dilation: 1, before: 0, after: 0,
      output: output)
    isAdaptive = rest > 0
  }
}

/// A window over one to three spatial axes, in the order D, H, W: the geometry of convolution,
/// pooling, im2col and their gradients.
public struct Window: Equatable, Sendable {
  public let axes: [AxisWindow]

  init(axes: [AxisWindow]) { self.axes = axes }

  /// - Parameters:
  ///   - spatial: lengths of the input's spatial axes.
  ///   - kernel: lengths of the window, one an axis.
  ///   - stride: one an axis, or one for all.
  ///   - dilation: one an axis, or one for all.
  ///   - padding: how much padding.
  ///   - mode: what the padding holds, which limits how much there can be.
  ///   - ceilMode: whether a last, partial window counts.
  /// - Throws: `GeometryError` where no output results or padding exceeds what the mode allows.
  public init(
    spatial: [Int], kernel: [Int], stride: [Int] = [1], dilation: [Int] = [1],
    padding: Padding = .valid, mode: PadMode = .zero, ceilMode: Bool = false
  ) throws(GeometryError) {
    let letters = DataLayout.spatialLetters(dims: spatial.count)
    var axes: [AxisWindow] = []
    for axis in spatial.indices {
      let name = letters[axis]
      let input = spatial[axis]
      let (size, step, spread) = (
        kernel.along(axis), stride.along(axis), dilation.along(axis)
      )
      guard input > 0 else { throw .emptyAxis(name) }
      let effective = try Self.effective(kernel: size, dilation: spread)
      let pads = padding.resolved(axis: axis, input: input, effective: effective, stride: step)
      if let limit = mode.limit(input: input), max(pads.before, pads.after) > limit {
        throw .paddingTooWide(
          name, mode: mode.name, padding: max(pads.before, pads.after), limit: limit)
      }
      let room = input + pads.before + pads.after - effective
      guard room >= 0 else {
        throw .windowTooLarge(name, window: effective, padded: input + pads.before + pads.after)
      }
      var output = (ceilMode ? room.dividedUp(by: step) : room / step) + 1
      if ceilMode, (output - 1) * step >= input + pads.before { output -= 1 }
      axes.append(
        AxisWindow(
          input: input, kernel: size, stride: step, dilation: spread, before: pads.before,
          after: pads.after, output: output))
    }
    self.axes = axes
  }

  /// The stretch that a window covers.
  ///
  /// - Throws: `GeometryError.tooLarge` where nothing could be added to it.
  static func effective(kernel: Int, dilation: Int) throws(GeometryError) -> Int {
    let (stretch, overflow) = dilation.multipliedReportingOverflow(by: kernel - 1)
    guard !overflow, stretch < Shape.largest else { throw .tooLarge }
    return stretch + 1
  }

  /// Windows that share the elements of each axis among `adaptive` results, one an axis or one
  /// for all.
  ///
  /// - Throws: `GeometryError.emptyAxis`.
  public init(spatial: [Int], adaptive: [Int]) throws(GeometryError) {
    let letters = DataLayout.spatialLetters(dims: spatial.count)
    for (axis, letter) in zip(spatial, letters) where axis == 0 { throw .emptyAxis(letter) }
    axes = spatial.indices.map {
      AxisWindow(adaptive: adaptive.along($0), input: spatial[$0])
    }
  }

  public var output: [Int] { axes.map(\.output) }

  /// - Throws: `GeometryError.tooManyTaps` if one window has more.
  func check(mostTaps most: Int) throws(GeometryError) {
    var left = most
    for axis in axes { left /= axis.kernel }
    guard left > 0 else { throw .tooManyTaps(axes.map(\.kernel), most: most) }
  }

  /// Taps of one window, over all axes.
  public var tapCount: Int { axes.reduce(1) { $0 * $1.kernel } }
}

/// A geometry that yields no output. Axes are named by their letter.
public enum GeometryError: Failure, Equatable {
  case emptyAxis(Character)
  case windowTooLarge(Character, window: Int, padded: Int)
  case paddingTooWide(Character, mode: String, padding: Int, limit: Int)
  /// A pooling window that covers nothing but padding.
  case windowInPadding(Character, output: Int, AxisWindow)
  /// A window of more elements than can be numbered or listed.
  case tooManyTaps([Int], most: Int)
  /// Strides of an adjoint of which each place has taps of its own.
  case tooManyPhases([Int], most: Int)
  /// Gradients of a transposed convolution for a result that it does not give.
  case notTransposed(Character, length: Int, outputPadding: Int)
  case otherLength(Character, stated: Int, found: Int)
  /// An adjoint whose padding takes up everything that its window could have read.
  case nothingToRead(Character, results: Int)
  /// An adjoint for an input whose window gives another number of results.
  case otherResults(Character, input: Int, results: Int, found: Int)
  case tooLarge

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .emptyAxis(let axis):
      "the input is empty along \(axis)"
    case .windowTooLarge(let axis, let window, let padded):
      "along \(axis) the window covers \(window) elements, but the padded input has \(padded)"
    case .paddingTooWide(let axis, let mode, let padding, let limit):
      "along \(axis) pad mode \(mode) allows padding up to \(limit), got \(padding)"
    case .windowInPadding(let axis, let output, let window):
      "along \(axis) window \(output) covers only padding (\(window.before):\(window.after) around \(window.input) elements, windows over \(window.effective)): expected an element of the input in each"
    case .tooManyTaps(let kernel, let most):
      "a window covers \(Shape.describe(kernel)) elements, expected at most \(most)"
    case .tooManyPhases(let strides, let most):
      "strides of \(Shape.describe(strides)) make more than \(most) kinds of positions"
    case .notTransposed(let axis, let length, let outputPadding):
      "along \(axis) a transposed convolution with output padding \(outputPadding) gives no \(length) elements"
    case .otherLength(let axis, let stated, let found):
      "along \(axis) --output-size states \(stated) elements, the array has \(found)"
    case .nothingToRead(let axis, let results):
      "along \(axis) no input gives \(results) results with this padding"
    case .otherResults(let axis, let input, let results, let found):
      "along \(axis) an input of \(input) elements gives \(results) results, the array has \(found)"
    case .tooLarge:
      "the padded input is larger than can be addressed"
    }
  }
}
