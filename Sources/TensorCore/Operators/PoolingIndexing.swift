/// How the indices of a pooling count the input's elements.
public enum PoolingIndexOrigin: String, CaseIterable, Sendable {
  /// Within one channel of one image, in row-major order of space, whatever the layout.
  case plane
  /// Over the whole array, in its layout.
  case array
}

/// From one index to the next along each axis.
struct PoolingIndexing: Sendable {
  let image: Int
  let channel: Int
  /// The first, the middle and the last spatial axis, as a `PoolingSpan` has them.
  let row: Int
  let middle: Int
  let last: Int

  init(_ origin: PoolingIndexOrigin, _ input: DataShape) {
    let letters = DataLayout.spatialLetters(dims: input.spatial.count)
    let pitches: [Int]
    switch origin {
    case .plane:
      (image, channel) = (0, 0)
      pitches = input.spatial.indices.map { input.spatial[($0 + 1)...].reduce(1, *) }
    case .array:
      let all = input.pitches
      (image, channel) = (all["N"] ?? 0, all["C"] ?? 0)
      pitches = letters.map { all[$0]! }
    }
    row = pitches[0]
    last = pitches.count > 1 ? pitches[pitches.count - 1] : 0
    middle = pitches.count > 2 ? pitches[1] : 0
  }
}
