import TestSupport
import Testing

@testable import TensorCore

/// What is held of layouts that do not stream.
@Suite struct HeldBlockTests {
  private func shape(_ layout: String, _ axes: [Int], dims: Int = 2) throws -> DataShape {
    try DataLayout(layout, dims: dims).describe(try Shape(axes))
  }

  @Test func arraysWithChannelsLastStream() throws {
    #expect(HeldBlock(try shape("NHWC", [2, 3, 5, 7])) == nil)
    #expect(HeldBlock(try shape("NHWC", [3, 5, 7])) == nil)
    #expect(HeldBlock(try shape("NDHWC", [2, 3, 5, 7, 11], dims: 3)) == nil)
    // Without channels there is nothing out of order.
    #expect(HeldBlock(try shape("NCHW", [3, 5])) == nil)
  }

  @Test func anImageIsHeldWhereTheBatchComesFirst() throws {
    let block = try #require(HeldBlock(try shape("NCHW", [2, 3, 5, 7])))
    #expect(block.storedAxes == [3, 5, 7] && block.canonicalAxes == [5, 7, 3])
    #expect(block.toCanonical == [1, 2, 0] && block.toStored == [2, 0, 1])
    // An image by itself.
    #expect(HeldBlock(try shape("NCHW", [3, 5, 7])) == block)
  }

  @Test func theArrayIsHeldWhereTheBatchComesLater() throws {
    let block = try #require(HeldBlock(try shape("CHWN", [2, 3, 5, 7])))
    #expect(block.storedAxes == [2, 3, 5, 7] && block.canonicalAxes == [7, 3, 5, 2])
    #expect(block.toCanonical == [3, 1, 2, 0])
    // Without a batch the first axis is in place, and is one of the image.
    let image = try #require(HeldBlock(try shape("NHCW", [3, 5, 7])))
    #expect(image.storedAxes == [3, 5, 7] && image.toCanonical == [0, 2, 1])
  }

  @Test(arguments: ["NCHW", "CHWN", "WHCN", "NWHC", "HNCW"])
  func theWayBackIsTheInverse(_ layout: String) throws {
    let shape = try shape(layout, [2, 3, 4, 5])
    let block = try #require(HeldBlock(shape))
    let count = block.storedAxes.reduce(1, *)
    let stored = try Tensor.of((0..<count).map(Double.init), block.storedAxes)
    let canonical = try stored.permuted(block.toCanonical)
    #expect(canonical.shape.axes == block.canonicalAxes)
    #expect(try canonical.permuted(block.toStored).values == stored.values)
  }
}
