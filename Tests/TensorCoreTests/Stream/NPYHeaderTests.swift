import Foundation
import TestSupport
import Testing

@testable import TensorCore

/// Headers as NumPy writes, reads and refuses them. The files are made by
/// Tests/Golden/make_streams.py.
@Suite struct NPYHeaderTests {
  /// Arrays of all element types and many shapes are written byte for byte as by `numpy.save`.
  @Test func writesWhatNumPySaves() throws {
    let path = Golden.path("streams/saved.npy")
    let arrays = try TensorStream.read(path: path)
    #expect(arrays.count == 144)
    #expect(Set(arrays.map(\.elementType)) == Set(ElementType.allCases))
    #expect(Comparison.difference(arrays.flatMap(\.npy), try Scratch.read(path)) == nil)
    let written = try TensorStream.transform(arrays) { array, writer in
      let header = array.header
      try writer.begin(header.elementType, header.shape)
      try array.reader.forward(count: header.shape.count, to: writer)
    }
    #expect(Comparison.difference(written, try Scratch.read(path)) == nil)
  }

  /// Versions 1 to 3, both byte orders, C and Fortran order.
  @Test func readsEveryForm() throws {
    let arrays = try TensorStream.read(path: Golden.path("streams/forms.npy"))
    #expect(arrays.count == 720)
    let saved = try Scratch.read(Golden.path("streams/forms-saved.npy"))
    #expect(Comparison.difference(arrays.flatMap(\.npy), saved) == nil)
  }

  struct Text: Sendable, CustomStringConvertible {
    let isRead: Bool
    let text: String
    var description: String { text }
  }

  static let texts: [Text] = {
    let path = Golden.path("streams/headers.txt")
    let lines = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return lines.split(separator: "\n").map { line in
      let parts = line.split(separator: " | ", maxSplits: 1, omittingEmptySubsequences: false)
      return Text(isRead: parts[0] == "read", text: String(parts.count > 1 ? parts[1] : ""))
    }
  }()

  @Test func thereAreHeaders() {
    #expect(Self.texts.filter(\.isRead).count == 14)
    #expect(Self.texts.filter { !$0.isRead }.count == 29)
  }

  @Test(arguments: texts) func readsAndRefusesAsNumPy(_ text: Text) throws {
    let numbers = try Tensor.of([0, 1, 2, 3, 4, 5], [2, 3])
    let bytes = NPYStream.header(text.text) + numbers.withBytes { Array($0) }
    if text.isRead {
      #expect(try TensorStream.read(bytes).map(\.npy) == [numbers.npy])
    } else {
      let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
      let category = try #require(error).category
      #expect(category == .data)
    }
  }

  /// Types that have no place here are refused by their name.
  @Test(arguments: [
    ("'<c8'", "<c8"), ("'<c16'", "<c16"), ("'|O'", "|O"), ("'<U5'", "<U5"), ("'|S3'", "|S3"),
    ("'<M8[s]'", "<M8[s]"), ("'<m8'", "<m8"), ("'<f16'", "<f16"), ("'|V2'", "|V2"),
    ("[('x', '<f4'), ('y', '<i2')]", "structured [('x', '<f4'), ('y', '<i2')]"),
  ]) func refusesByName(_ descriptor: String, _ name: String) throws {
    let bytes = NPYStream.header(
      "{'descr': \(descriptor), 'fortran_order': False, 'shape': (2,), }")
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
    guard case .unsupportedType(_, 0, name) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try #require(error).message.contains("elements of type \(name), expected"))
  }

  @Test(arguments: [
    [1 << 31, 1 << 31, 1 << 31], [Int.max], [Int.max, 2], [1 << 62, 1 << 62, 0], [1 << 61],
  ]) func refusesMoreThanCanBeAddressed(_ axes: [Int]) throws {
    let bytes = NPYStream.header(descriptor: "<f8", axes: axes)
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
    #expect(try #require(error).category == .data)
  }

  /// What a message quotes of a header does not break its line.
  @Test(arguments: [
    "'descr': '<f4', 'fortran_order': False, 'sha\npe': (2,)",
    "'descr': '<f\n4', 'fortran_order': False, 'shape': (2,)",
    "'descr': [('x\n', '<f4')], 'fortran_order': False, 'shape': (2,)",
  ]) func saysInOneLineWhatIsWrong(_ items: String) throws {
    let bytes = NPYStream.header("{\(items), }")
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
    #expect(try #require(error).category == .data)
    #expect(try !#require(error).message.contains { $0.isNewline })
  }

  @Test func refusesALengthThatIsNoNumberOfBits() throws {
    let bytes = NPYStream.header(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }")
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
    #expect(try #require(error).message.contains("a length in the shape is too large"))
  }

  @Test(arguments: [(0, 0), (1, 1), (2, 1), (4, 0), (255, 0)])
  func refusesOtherVersions(_ major: UInt8, _ minor: UInt8) throws {
    var bytes = try Tensor.of([1], [1]).npy
    (bytes[6], bytes[7]) = (major, minor)
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes) }
    guard case .badVersion(_, 0, major, minor) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// NumPy reads dictionaries of up to 10,000 characters.
  @Test func refusesALongHeader() throws {
    func bytes(_ length: Int) -> [UInt8] {
      let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }"
      return NPYStream.header(text + String(repeating: " ", count: length - text.utf8.count))
    }
    #expect(try TensorStream.read(bytes(10_000)).map(\.count) == [0])
    let error = #expect(throws: StreamError.self) { try TensorStream.read(bytes(10_001)) }
    #expect(try #require(error).message.contains("10001 bytes long, expected at most 10000"))
    // The length of a version 2 header is trusted in nothing either.
    let huge = NPYHeader.magic + [2, 0, 255, 255, 255, 255] + [UInt8](repeating: 32, count: 100)
    #expect(throws: StreamError.self) { try TensorStream.read(huge) }
  }

  /// Random damage never crashes and is never taken for something else than damage.
  @Test func survivesDamage() throws {
    var generator = SeededGenerator.forTest("damaged streams")
    let whole = try Tensor.of(generator.integers(24), [2, 3, 4], .int16).npy
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<generator.integer(1...3) {
        bytes[generator.integer(0...(bytes.count - 1))] = UInt8(generator.integer(0...255))
      }
      do {
        let arrays = try TensorStream.read(bytes)
        #expect(arrays.allSatisfy { $0.count * $0.elementType.byteCount <= whole.count })
      } catch let error as StreamError {
        #expect(error.category == .data, "\(error)")
      }
    }
  }
}
