import KernelInterface

/// Rows of a band rearranged for kernels whose lanes are positions: each channel in a plane of
/// its own, and where results lie `step` elements apart, each `step`-th element of a channel, so
/// that neighbouring results read neighbouring elements. Two spatial axes.
struct PlaneRows<Scalar: ComputeScalar>: Sendable {
  /// Elements of one plane's row, and of the rows of all planes.
  let length: Int
  var pitch: Int { length * step * channels }
  private let channels: Int
  private let step: Int
  /// Padded elements that the results of a row read, of each channel.
  private let elements: Int
  /// Padded elements before the first that results read.
  private let start: Int
  /// Of each plane, that results read.
  private let places: Int
  /// Elements of a padded row from one place of the planes to the next.
  private var together: Int { step * channels }
  private let kernels: KernelTable<Scalar>

  init(_ layout: BandLayout, kernels: KernelTable<Scalar>) {
    let last = layout.axes.last!
    self.kernels = kernels
    channels = layout.channels
    start = layout.innerStarts[0]
    step = last.advance
    elements = last.extent
    places = elements.dividedUp(by: step)
    // Kernels read whole vectors past the last element.
    length = places + kernels.lanes
  }

  /// Where a tap of the last axis meets a channel, in the rows of all planes.
  func offset(of tap: BandAxis.Tap, channel: Int) -> Int {
    let (place, plane) = tap.offset.quotientAndRemainder(dividingBy: step)
    return (plane * channels + channel) * length + place
  }

  /// Rearranges `count` padded rows of an image, those that are not there as padding.
  ///
  /// - Parameter first: the first of them, counted from the image's first.
  func fill(
    _ target: UnsafeMutablePointer<Scalar>, from lines: RealLines<Scalar>, first: Int, count: Int,
    padValue: Scalar
  ) {
    for row in 0..<count {
      let target = target + row * pitch
      if lines.rows.contains(first + row) {
        fill(target, fromRow: first + row, of: lines, padValue: padValue)
      } else {
        target.update(repeating: padValue, count: pitch)
      }
    }
  }

  /// Rearranges one row: from where it lies what is there as a whole, and by way of a copy the ends
  /// that reach into the padding.
  private func fill(
    _ target: UnsafeMutablePointer<Scalar>, fromRow row: Int, of lines: RealLines<Scalar>,
    padValue: Scalar
  ) {
    let elements = lines.elements
    // The places all of whose elements are there.
    let first = min(max(0, (elements.lowerBound - start).dividedUp(by: together)), places)
    let end = max(first, min((elements.upperBound - start) / together, self.elements / step))
    separate(lines.origin + row * lines.pitch + start, first..<end, to: target)
    for ends in [0..<first, end..<places] where !ends.isEmpty {
      let all = ends.lowerBound * together..<ends.upperBound * together
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: all.count + kernelSlack) {
        let copy = $0.baseAddress!
        copy.update(repeating: padValue, count: $0.count)
        lines.copy(start + all.lowerBound..<start + all.upperBound, ofRow: row, to: copy)
        separate(copy - all.lowerBound, ends, to: target)
      }
    }
  }

  /// Moves the elements of some places to their planes.
  ///
  /// - Parameter source: where the first place's are, or would be.
  private func separate(
    _ source: UnsafePointer<Scalar>, _ places: Range<Int>, to target: UnsafeMutablePointer<Scalar>
  ) {
    // What all planes take from stays in the first-level cache.
    let block = max(16, Self.elementsInBlock / together)
    for first in stride(from: places.lowerBound, to: places.upperBound, by: block) {
      kernels.separatePlanes(
        PlanesJob(
          source: source + first * together, target: target + first, planes: together,
          pitch: length, step: together, count: min(block, places.upperBound - first)))
    }
  }

  private static var elementsInBlock: Int { 1 << 12 }
}
