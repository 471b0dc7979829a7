/// The dense matrix Ŵ of a convolution: z = Ŵ·x for the flattened input x and result z.
///
/// Rows are the elements of the result and columns those of the input, both in the order of their
/// arrays, batch included. An entry is the sum of the weights that lead from its column to its
/// row: one weight at most, unless the pad mode copies elements. Entries are added from +0 in
/// the order of the chain, in the weight's compute type.
public struct ToeplitzMatrix: Sendable {
  public let options: ConvolutionOptions
  private let filters: Filters

  /// The most elements that a matrix may have.
  public static let most = 1 << 26

  /// - Parameter weight: as for `Convolution`.
  /// - Throws: as `Convolution`; `ToeplitzError.notLinear` for padding with a constant.
  public init(_ options: ConvolutionOptions, weight: Tensor) throws {
    if case .constant(let value) = options.padMode, value != 0 {
      throw ToeplitzError.notLinear(options.padMode)
    }
    self.options = options
    filters = try Filters(weight, options)
  }

  /// Shape of the matrix for an input of a shape.
  ///
  /// - Throws: what does not fit as `Convolution.resultShape`, and `ToeplitzError.tooLarge`.
  public func shape(_ input: Shape) throws -> Shape {
    let data = try options.layout.describe(input)
    let result = data.with(
      spatial: try window(data).output,
      channels: try filters.outputs(for: data, groups: options.groups))
    return try Self.shape(rows: try Shape(result.axes).count, columns: input.count, data)
  }

  /// That a matrix for one image of `data` is not too large.
  ///
  /// - Throws: as `shape`.
  static func check(_ window: Window, _ data: DataShape, outputs: Int) throws {
    var image = data
    image.batch = nil
    _ = try shape(
      rows: try Shape(window.output + [outputs]).count, columns: try Shape(image.axes).count, image)
  }

  /// Shape of such a matrix with so many rows and columns, for an input of `data`.
  ///
  /// - Throws: `ToeplitzError.tooLarge`, `ShapeError`.
  static func shape(rows: Int, columns: Int, _ data: DataShape) throws -> Shape {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= most else {
      throw ToeplitzError.tooLarge(rows: rows, columns: columns, input: data, limit: most)
    }
    return try Shape([rows, columns])
  }

  private func window(_ data: DataShape) throws(GeometryError) -> Window {
    try options.window(data.spatial, kernel: filters.kernel)
  }

  /// Writes the matrix for an input of a shape.
  ///
  /// - Throws: as `shape`, and `StreamError`.
  public func write(_ input: Shape, to writer: TensorWriter) throws {
    switch filters.weight.elementType.computeType {
    case .float32: try write(input, to: writer, Float.self)
    case .float64: try write(input, to: writer, Double.self)
    }
  }

  private func write<Scalar: ComputeScalar>(
    _ input: Shape, to writer: TensorWriter, _: Scalar.Type
  ) throws {
    let matrix = try shape(input)
    let data = try options.layout.describe(input)
    let rows = ToeplitzRows<Scalar>(
      try window(data), filter: filters.bank(groups: options.groups, channels: data.channelCount),
      padMode: options.padMode)
    let result = data.with(spatial: rows.window.output, channels: rows.outputs)
    let sink = try ElementSink<Scalar>(
      writer, streaming: matrix, type: options.resultType ?? Scalar.computeType.elementType)
    let cells = data.positionOffsets
    let (imagePitch, channelPitch) = (data.pitches["N"] ?? 0, data.pitches["C"] ?? 0)
    var row = [Scalar](repeating: 0, count: matrix[1])
    try result.forEachElement { image, position, channel in
      row.withUnsafeMutableBufferPointer {
        $0.update(repeating: 0)
        rows.fill($0.baseAddress!, of: channel, at: position) { cell, channel in
          image * imagePitch + cells[cell] + channel * channelPitch
        }
      }
      for i in row.indices where row[i].isNaN { row[i] = .quietNaN }
      try sink.write(row, row.count)
    }
  }
}

extension DataShape {
  /// Calls `body` with the place of each element, in the array's order.
  fileprivate func forEachElement(
    _ body: (_ image: Int, _ position: [Int], _ channel: Int) throws -> Void
  ) rethrows {
    let (letters, axes) = (letters, axes)
    guard !axes.contains(0) else { return }
    let space = DataLayout.spatialLetters(dims: layout.dims)
    var index = [Int](repeating: 0, count: axes.count)
    func along(_ letter: Character) -> Int { letters.firstIndex(of: letter).map { index[$0] } ?? 0 }
    while true {
      try body(along("N"), space.map(along), along("C"))
      var axis = axes.count - 1
      while axis >= 0, index[axis] + 1 == axes[axis] {
        index[axis] = 0
        axis -= 1
      }
      guard axis >= 0 else { return }
      index[axis] += 1
    }
  }
}

/// Why a convolution has no matrix here.
public enum ToeplitzError: Failure, Equatable {
  case notLinear(PadMode)
  case notZeroPadding(PadMode)
  case tooLarge(rows: Int, columns: Int, input: DataShape, limit: Int)

  public var category: FailureCategory {
    if case .tooLarge = self { .data } else { .usage }
  }

  public var message: String {
    switch self {
    case .notLinear(let mode):
      "pad mode \(mode.name) adds a constant, which no matrix does; expected zero, reflect, symmetric, replicate, circular or mean"
    case .notZeroPadding(let mode):
      "method matrix is for pad mode zero, got \(mode.name)"
    case .tooLarge(let rows, let columns, let input, let limit):
      "the matrix for an input of \(input) has \(rows)×\(columns) elements, the limit is \(limit)"
    }
  }

  public var hint: String? {
    switch self {
    case .tooLarge: "it is for small cases; im2col and the direct route have no such limit"
    case .notZeroPadding: "conv-matrix makes the matrices of the other modes"
    case .notLinear: nil
    }
  }
}
