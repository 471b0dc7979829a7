import TensorCore
import TestSupport
import Testing

/// Pieces of any size come out one after the other, however they are gathered into calls.
@Suite struct ByteWriterTests {
  @Test func piecesKeepTheirOrder() throws {
    var generator = SeededGenerator.forTest("pieces of bytes")
    let scratch = try Scratch()
    for number in 0..<20 {
      var whole: [UInt8] = []
      let writer = try ByteWriter(path: scratch.file("\(number)"))
      for _ in 0..<generator.integer(1...12) {
        let longest = generator.pick([0, 1, 130, 5000, 1 << 18, 1 << 18 + 1, 1 << 21, 5_000_000])
        let count = generator.chance(oneIn: 2) ? longest : generator.integer(0...longest)
        let first = whole.count
        let piece = (first..<first + count).map { UInt8(truncatingIfNeeded: $0 &* 0x9E37 >> 7) }
        if generator.chance(oneIn: 6) { try writer.flush() }
        try writer.write(piece)
        whole += piece
      }
      try writer.finish()
      #expect(try Scratch.read(scratch.file("\(number)")) == whole)
    }
    #expect(scratch.contents.count == 20)
  }
}
