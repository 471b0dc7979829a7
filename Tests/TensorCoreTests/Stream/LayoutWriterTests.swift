import TestSupport
import Testing

@testable import TensorCore

/// Elements in the order N, space, C written as arrays of a layout.
@Suite struct LayoutWriterTests {
  @Test(arguments: ["NHWC", "NCHW", "CHWN", "HNCW"], [1, 7, 10_000])
  func elementsAreWrittenInTheLayout(_ layout: String, piece: Int) throws {
    let scratch = try Scratch()
    let shape = try DataLayout(layout, dims: 2).describe(try Shape([2, 3, 4, 5]))
    let stored = try Tensor.of((0..<120).map(Double.init), shape.axes, .int16)
    let canonical = try stored.permuted(shape.canonicalOrder)
    let writer = try TensorWriter(path: scratch.file("out.npy"))
    let target = try LayoutWriter(writer, .int16, shape)
    try canonical.withBytes { bytes in
      for first in stride(from: 0, to: bytes.count, by: 2 * piece) {
        let end = min(bytes.count, first + 2 * piece)
        try target.write(UnsafeRawBufferPointer(rebasing: bytes[first..<end]))
      }
    }
    try writer.finish()
    #expect(try Scratch.read(scratch.file("out.npy")) == stored.npy)
  }
}
