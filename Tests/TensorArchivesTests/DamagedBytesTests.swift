import TensorArchives
import TensorCore
import TestSupport
import Testing

/// Archives with bytes changed at random. Whatever they are, reading them ends in the arrays that
/// were put in or in an error about the data: no trap, no memory for what is not there.
@Suite struct DamagedBytesTests {
  @Test(arguments: [
    "saved.npz", "deflated.npz", "piped.npz", "zip64.npz", "forms.npz", "large.npz",
    "saved.safetensors", "bfloat16.safetensors",
  ]) func endInArraysOrInAnError(_ file: String) throws {
    var generator = SeededGenerator.forTest("damaged \(file)")
    let scratch = try Scratch()
    let whole = try Scratch.read(Golden.path("archives/\(file)"))
    let original = Set(try arrays(Golden.path("archives/\(file)"), scratch))
    var (errors, successes) = (0, 0)
    for _ in 0..<(file == "large.npz" ? 60 : 400) {
      let bytes = damage(whole, &generator)
      let path = try scratch.write("damaged", bytes)
      do {
        let found = try arrays(path, scratch)
        successes += 1
        // Every byte of an .npz array is covered by a CRC-32; safetensors has none.
        if file.hasSuffix(".npz") { #expect(original.isSuperset(of: found)) }
      } catch let failure as any Failure {
        errors += 1
        #expect(failure.category == .data, "\(failure.message)")
        #expect(!failure.message.contains("\n"))
      }
    }
    // Most changes are noticed; where names and dates are changed nothing is wrong.
    #expect(errors > 20, "\(errors) errors, \(successes) read")
  }

  /// Each array's stream.
  private func arrays(_ path: String, _ scratch: Scratch) throws -> [[UInt8]] {
    let archive = try TensorArchives.open(path)
    return try archive.arrayNames.map { name in
      _ = try archive.description(of: name)
      let writer = try TensorWriter(path: scratch.file("out"))
      try archive.extract(name, to: writer)
      try writer.finish()
      return try Scratch.read(scratch.file("out"))
    }
  }

  private func damage(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = whole
    switch generator.integer(0...9) {
    case 0: return Array(bytes.prefix(generator.integer(0...(bytes.count - 1))))
    case 1:
      return bytes + (0..<generator.integer(1...40)).map { _ in UInt8(generator.integer(0...255)) }
    case 2:
      // A piece is lost, or there twice.
      let start = generator.integer(0...(bytes.count - 1))
      let piece = bytes[start..<min(bytes.count, start + generator.integer(1...64))]
      if generator.chance(oneIn: 2) {
        bytes.removeSubrange(piece.indices)
      } else {
        bytes.insert(contentsOf: piece, at: start)
      }
      return bytes
    default:
      // Numbers of headers are at the ends.
      for _ in 0..<generator.integer(1...4) {
        let range =
          switch generator.integer(0...2) {
          case 0: 0...min(300, bytes.count - 1)
          case 1: max(0, bytes.count - 300)...(bytes.count - 1)
          default: 0...(bytes.count - 1)
          }
        let value: Int = generator.pick([0, 1, 0x7F, 0x80, 0xFF, generator.integer(0...255)])
        bytes[generator.integer(range)] = UInt8(value)
      }
      return bytes
    }
  }
}
