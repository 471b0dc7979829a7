import TensorCore

/// The element for every sample, so that converting is one look-up. Channels may differ; those that
/// are alike share a table.
public struct SampleTable: Sendable {
  /// Bytes of one element: 1, 2, 4 or 8.
  private let elementBytes: Int
  /// The tables, one after the other.
  private let bytes: [UInt8]
  /// The table of each channel; of one that serves all, once.
  private let order: [Int]
  private let entries: Int

  /// - Parameters:
  ///   - tables: elements for the samples from 0 on, all of one length.
  ///   - order: for each channel, which of them is its table.
  ///   - elementType: what the numbers are rounded to.
  init(_ tables: [[Double]], order: [Int], _ elementType: ElementType) {
    self.order = tables.count == 1 ? [0] : order
    entries = tables[0].count
    let size = elementType.byteCount
    elementBytes = size
    bytes = tables.flatMap { table in
      [UInt8](unsafeUninitializedCapacity: table.count * size) { target, count in
        table.withUnsafeBufferPointer {
          Conversion.narrow(
            $0.baseAddress!, to: UnsafeMutableRawPointer(target.baseAddress!), elementType,
            count: table.count)
        }
        count = table.count * size
      }
    }
  }

  /// Converts samples to elements, from the first channel of a pixel on: samples of 2 bytes
  /// where there are more than 256 of them, else of 1.
  func convert(
    _ samples: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) {
    if entries > 256 {
      convert(samples.assumingMemoryBound(to: UInt16.self), target)
    } else {
      convert(samples.assumingMemoryBound(to: UInt8.self), target)
    }
  }

  private func convert<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafeBufferPointer<Sample>, _ target: UnsafeMutableRawBufferPointer
  ) {
    precondition(target.count >= samples.count * elementBytes)
    switch elementBytes {
    case 1: lookUp(samples, target.assumingMemoryBound(to: UInt8.self))
    case 2: lookUp(samples, target.assumingMemoryBound(to: UInt16.self))
    case 4: lookUp(samples, target.assumingMemoryBound(to: UInt32.self))
    default: lookUp(samples, target.assumingMemoryBound(to: UInt64.self))
    }
  }

  private func lookUp<Sample: FixedWidthInteger & UnsignedInteger, Bits>(
    _ samples: UnsafeBufferPointer<Sample>, _ target: UnsafeMutableBufferPointer<Bits>
  ) {
    guard let from = samples.baseAddress, let to = target.baseAddress else { return }
    bytes.withUnsafeBytes { bytes in
      let table = bytes.assumingMemoryBound(to: Bits.self).baseAddress!
      let channels = order.count
      if channels == 1 {
        for i in 0..<samples.count { to[i] = table[Int(from[i])] }
        return
      }
      for channel in 0..<channels {
        let table = table + order[channel] * entries
        for i in stride(from: channel, to: samples.count, by: channels) {
          to[i] = table[Int(from[i])]
        }
      }
    }
  }
}
