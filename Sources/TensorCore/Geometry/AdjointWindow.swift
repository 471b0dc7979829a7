/// One axis of a sliding window read from its results: the geometry of the gradient for the
/// input, and of transposed convolution.
public struct AdjointAxis: Equatable, Sendable {
  /// What the window gave: the length of dOutput.
  public let input: Int
  public let kernel: Int
  public let stride: Int
  public let dilation: Int
  /// Padding of what the window read; after it, it plays no part.
  public let before: Int
  /// What the window read: the length of dInput.
  public let output: Int

  public init(input: Int, kernel: Int, stride: Int, dilation: Int, before: Int, output: Int) {
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.output = output
  }
}

/// How long the axes are that a window slid over, where its results leave that open.
public enum AdjointSize: Equatable, Sendable {
  /// The shortest that give so many results.
  case smallest
  /// So many more than the shortest, one an axis or one for all. With `same` padding the count
  /// starts at results × stride, where `same` would end.
  case transposed(outputPadding: [Int])
  /// Stated lengths, one an axis.
  case spatial([Int])

  /// Whether the window must give as many results as there are. What an output padding adds
  /// may hold more.
  var mustGiveResults: Bool {
    if case .transposed = self { false } else { true }
  }
}

/// The adjoint of a window over one to three spatial axes, in the order D, H, W.
public struct AdjointWindow: Equatable, Sendable {
  public let axes: [AdjointAxis]
  /// Padding after each axis, for modes whose padding has a gradient.
  public let after: [Int]

  public var output: [Int] { axes.map(\.output) }

  /// The same for the padded array as the window's input.
  public var padded: [AdjointAxis] {
    zip(axes, after).map { axis, after in
      AdjointAxis(
        input: axis.input, kernel: axis.kernel, stride: axis.stride, dilation: axis.dilation,
        before: 0, output: axis.before + axis.output + after)
    }
  }

  /// The window that this is the adjoint of.
  var forward: Window {
    Window(
      axes: zip(axes, after).map { axis, after in
        AxisWindow(
          input: axis.output, kernel: axis.kernel, stride: axis.stride, dilation: axis.dilation,
          before: axis.before, after: after, output: axis.input)
      })
  }

  /// - Parameters:
  ///   - results: lengths of what the window gave.
  ///   - kernel, stride, dilation, padding, mode: of the window, as for `Window`.
  ///   - size: what it read. Unless the lengths come from an output padding, they must give
  ///     `results`.
  /// - Throws: `GeometryError` where no such window exists.
  public init(
    results: [Int], kernel: [Int], stride: [Int] = [1], dilation: [Int] = [1],
    padding: Padding = .valid, mode: PadMode = .zero, size: AdjointSize = .smallest
  ) throws(GeometryError) {
    let letters = DataLayout.spatialLetters(dims: results.count)
    let strides = results.indices.map { stride.along($0) }
    guard strides.reduce(Count(1), { $0 * Count($1) }) <= Self.mostPhases else {
      throw .tooManyPhases(strides, most: 1 << 20)
    }
    var axes: [AdjointAxis] = []
    var after: [Int] = []
    for axis in results.indices {
      let name = letters[axis]
      let count = results[axis]
      let (step, spread, taps) = (strides[axis], dilation.along(axis), kernel.along(axis))
      guard count > 0 else { throw .emptyAxis(name) }
      let effective = try Window.effective(kernel: taps, dilation: spread)
      let length = try Self.length(
        axis, results: count, effective: effective, stride: step, padding: padding, size: size)
      guard length > 0 else { throw .nothingToRead(name, results: count) }
      let pads = padding.resolved(axis: axis, input: length, effective: effective, stride: step)
      if let limit = mode.limit(input: length), max(pads.before, pads.after) > limit {
        throw .paddingTooWide(
          name, mode: mode.name, padding: max(pads.before, pads.after), limit: limit)
      }
      if size.mustGiveResults {
        let room = length + pads.before + pads.after - effective
        guard room >= 0, room / step + 1 == count else {
          throw .otherResults(
            name, input: length, results: room < 0 ? 0 : room / step + 1, found: count)
        }
      }
      axes.append(
        AdjointAxis(
          input: count, kernel: taps, stride: step, dilation: spread, before: pads.before,
          output: length))
      after.append(pads.after)
    }
    // What an input may be that has no array yet.
    guard (try? Shape(axes.map(\.output))) != nil else { throw .tooLarge }
    self.axes = axes
    self.after = after
  }

  /// Kinds of positions, each with taps of its own: they take less memory than data.
  private static var mostPhases: Count { 1 << 20 }

  fileprivate static func length(
    _ axis: Int, results: Int, effective: Int, stride: Int, padding: Padding, size: AdjointSize
  ) throws(GeometryError) -> Int {
    if case .spatial(let lengths) = size { return lengths[axis] }
    let (steps, overflow) = (results - 1).multipliedReportingOverflow(by: stride)
    guard !overflow, steps < 1 << 48 else { throw .tooLarge }
    let isSame = padding == .same || padding == .sameLower
    // Padding that is stated does not depend on the length.
    let pads =
      isSame
      ? Padding.Amount(before: 0, after: 0)
      : padding.resolved(axis: axis, input: 0, effective: effective, stride: stride)
    let smallest = isSame ? steps + 1 : steps + effective - pads.before - pads.after
    guard case .transposed(let outputPadding) = size else { return smallest }
    return (isSame ? steps + stride : smallest) + outputPadding.along(axis)
  }
}

extension Window {
  /// The same with as many results as a transposed convolution reads to give what this window slides over: where
  /// output padding adds more than the stride, there is room for others.
  ///
  /// - Parameters:
  ///   - size: of what the transposed convolution gives.
  ///   - padding: of the convolution.
  /// - Throws: `GeometryError` if it gives nothing of such lengths.
  func results(
    of size: AdjointSize, padding: Padding
  ) throws(GeometryError) -> Window {
    let letters = DataLayout.spatialLetters(dims: axes.count)
    var axes = axes
    for (index, axis) in axes.enumerated() {
      switch size {
      case .smallest: break
      case .spatial(let lengths):
        guard lengths[index] == axis.input else {
          throw .otherLength(letters[index], stated: lengths[index], found: axis.input)
        }
      case .transposed(let outputPadding):
        let first = try AdjointWindow.length(
          index, results: 1, effective: axis.effective, stride: axis.stride, padding: padding,
          size: size)
        guard axis.input >= first, (axis.input - first) % axis.stride == 0 else {
          throw .notTransposed(
            letters[index], length: axis.input, outputPadding: outputPadding.along(index))
        }
        axes[index].output = (axis.input - first) / axis.stride + 1
      }
    }
    return Window(axes: axes)
  }
}
