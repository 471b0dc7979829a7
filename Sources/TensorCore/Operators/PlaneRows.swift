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
  private let rowPitch: Int
  private let kernels: KernelTable<Scalar>

  init(_ layout: BandLayout, kernels: KernelTable<Scalar>) {
    let last = layout.axes.last!
    self.kernels = kernels
    channels = layout.channels
    rowPitch = layout.pitch
    step = last.advance
    elements = Self.elements(last)
    // Kernels read whole vectors past the last element.
    length = (elements + step - 1) / step + kernels.lanes
  }

  private static func elements(_ last: BandAxis) -> Int {
    last.start(last.output - 1) - last.start(0) + last.span
  }

  /// Elements of one row of all planes, about, whatever the vectors' length.
  static func size(_ layout: BandLayout) -> Count {
    Count(product: elements(layout.axes.last!), layout.channels)
  }

  /// Where a tap of the last axis meets a channel, in the rows of all planes.
  func offset(of tap: BandAxis.Tap, channel: Int) -> Int {
    let (place, plane) = tap.offset.quotientAndRemainder(dividingBy: step)
    return (plane * channels + channel) * length + place
  }

  /// Rearranges `count` rows, the first of which starts at `source`.
  func fill(
    _ target: UnsafeMutablePointer<Scalar>, from source: UnsafePointer<Scalar>, count: Int
  ) {
    let together = step * channels
    // What all planes take from stays in the first-level cache.
    let block = max(16, Self.elementsInBlock / together)
    for row in 0..<count {
      let (source, target) = (source + row * rowPitch, target + row * pitch)
      func separate(_ planes: Int, _ places: Range<Int>) {
        kernels.separatePlanes(
          PlanesJob(
            source: source + places.lowerBound * together, target: target + places.lowerBound,
            planes: planes, pitch: length, step: together, count: places.count))
      }
      let (whole, rest) = elements.quotientAndRemainder(dividingBy: step)
      for first in stride(from: 0, to: whole, by: block) {
        separate(together, first..<min(first + block, whole))
      }
      if rest > 0 { separate(rest * channels, whole..<whole + 1) }
    }
  }

  private static var elementsInBlock: Int { 1 << 12 }
}
