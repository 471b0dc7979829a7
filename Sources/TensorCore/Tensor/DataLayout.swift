/// The order of an array's axes, in the field's letters: `N` batch, `C` channels, `D H W` space.
///
/// Arrays may leave out `N`, and both `N` and `C`; their rank tells which.
public struct DataLayout: Equatable, Sendable {
  /// The letters in the array's order, always with `N` and `C`.
  public let letters: [Character]
  /// Number of spatial axes, 1 to 3.
  public let dims: Int

  /// The spatial letters of `dims` axes, in the order in which options name them.
  public static func spatialLetters(dims: Int) -> [Character] { Array("DHW".suffix(dims)) }

  /// Channels last: `NWC`, `NHWC` or `NDHWC`.
  public static func standard(dims: Int) -> DataLayout {
    DataLayout(letters: ["N"] + spatialLetters(dims: dims) + ["C"], dims: dims)
  }

  private init(letters: [Character], dims: Int) {
    self.letters = letters
    self.dims = dims
  }

  /// Reads a name such as `NCHW`. Without `N` it names the axes of one picture, before which those of
  /// a batch have theirs: `CHW` is `NCHW`.
  ///
  /// - Throws: `LayoutError.unknown` unless it has each letter of `dims` dimensions once, but for `N`.
  public init(_ name: String, dims: Int) throws(LayoutError) {
    let standard = Self.standard(dims: dims)
    var letters = Array(name.uppercased())
    if !letters.contains("N") { letters.insert("N", at: 0) }
    guard letters.sorted() == standard.letters.sorted() else {
      throw .unknown(name, expected: standard.name)
    }
    self.init(letters: letters, dims: dims)
  }

  public var name: String { String(letters) }

  /// What the axes of an array mean.
  ///
  /// - Throws: `LayoutError.rank` if it has too few or too many axes.
  public func describe(_ shape: Shape) throws(LayoutError) -> DataShape {
    let present: [Character]
    switch shape.rank {
    case dims + 2: present = letters
    case dims + 1: present = letters.filter { $0 != "N" }
    case dims: present = letters.filter { $0 != "N" && $0 != "C" }
    default: throw .rank(shape, layout: self)
    }
    func length(_ letter: Character) -> Int? {
      present.firstIndex(of: letter).map { shape[$0] }
    }
    return DataShape(
      layout: self, batch: length("N"),
      spatial: Self.spatialLetters(dims: dims).map { length($0)! }, channels: length("C"))
  }
}

/// The meaning of an array's axes.
public struct DataShape: Equatable, Sendable {
  public var layout: DataLayout
  /// Number of images, if the array has that axis.
  public var batch: Int?
  /// Lengths of the spatial axes in the order D, H, W.
  public var spatial: [Int]
  /// Number of channels, if the array has that axis.
  public var channels: Int?

  package init(layout: DataLayout, batch: Int?, spatial: [Int], channels: Int?) {
    self.layout = layout
    self.batch = batch
    self.spatial = spatial
    self.channels = channels
  }

  public var imageCount: Int { batch ?? 1 }
  public var channelCount: Int { channels ?? 1 }

  /// The letters of the axes that the array has.
  public var letters: [Character] {
    layout.letters.filter { ($0 != "N" || batch != nil) && ($0 != "C" || channels != nil) }
  }

  /// The lengths in the array's order.
  public var axes: [Int] { letters.map(length) }

  private func length(_ letter: Character) -> Int {
    switch letter {
    case "N": imageCount
    case "C": channelCount
    default: spatial[DataLayout.spatialLetters(dims: layout.dims).firstIndex(of: letter)!]
    }
  }

  /// For each axis in the order N, space, C, its place in the array.
  package var canonicalOrder: [Int] {
    DataLayout.standard(dims: layout.dims).letters.compactMap { letters.firstIndex(of: $0) }
  }

  /// From one element to the next along each axis that the array has.
  var pitches: [Character: Int] {
    var pitch = 1
    var pitches: [Character: Int] = [:]
    for (letter, length) in zip(letters, axes).reversed() {
      pitches[letter] = pitch
      pitch *= length
    }
    return pitches
  }

  /// Where each position in space lies in an image, in row-major order over D, H, W.
  var positionOffsets: [Int] {
    let pitches = pitches
    let axes = zip(DataLayout.spatialLetters(dims: layout.dims), spatial)
    return axes.reduce([0]) { offsets, axis in
      offsets.flatMap { offset in (0..<axis.1).map { offset + $0 * pitches[axis.0]! } }
    }
  }

  /// The same kind of array with other lengths: the result of an operator. A channel axis that
  /// the input lacks stays away if there is one channel only.
  public func with(spatial: [Int], channels: Int) -> DataShape {
    DataShape(
      layout: layout, batch: batch, spatial: spatial,
      channels: self.channels == nil && channels == 1 ? nil : channels)
  }
}

extension DataShape: CustomStringConvertible {
  /// `NHWC 1×32×32×4`.
  public var description: String { "\(String(letters)) \(Shape.describe(axes))" }
}

/// A layout that cannot be, or an array that has not its axes.
public enum LayoutError: Failure, Equatable {
  case unknown(String, expected: String)
  case rank(Shape, layout: DataLayout)
  case weightRank(Shape, layout: WeightLayout)

  public var category: FailureCategory {
    if case .unknown = self { .usage } else { .data }
  }

  public var message: String {
    switch self {
    case .unknown(let name, let expected):
      "layout '\(name)' is not an order of the letters \(expected)"
    case .rank(let shape, let layout):
      "an array of shape \(shape) has \(shape.rank) axes, expected \(layout.dims) to \(layout.dims + 2) (\(layout.name), N and C may be missing)"
    case .weightRank(let shape, let layout):
      "a weight of shape \(shape) has \(shape.rank) axes, expected \(layout.dims + 2) (\(layout.name)) or \(layout.dims) (one filter for all channels)"
    }
  }

  public var hint: String? {
    switch self {
    case .rank, .weightRank: "--dims sets the number of spatial axes"
    case .unknown: nil
    }
  }
}
