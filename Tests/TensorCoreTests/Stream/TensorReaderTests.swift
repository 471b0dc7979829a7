import Foundation
import TestSupport
import Testing

@testable import TensorCore

/// Streams that end too early, from files and through pipes.
@Suite struct TensorReaderTests {
  /// Reads bytes through a pipe, fed in pieces of a size.
  private func readPipe(_ bytes: [UInt8], piece: Int) throws -> [Tensor] {
    let ends = try ToolProcess.pipe()
    let fed = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      for start in stride(from: 0, to: bytes.count, by: piece) {
        ToolProcess.feed(Array(bytes[start..<min(start + piece, bytes.count)]), to: ends.input)
      }
      close(ends.input)
      fed.signal()
    }
    defer {
      fed.wait()
      close(ends.output)
    }
    return try TensorStream.read(path: "/dev/fd/\(ends.output)")
  }

  private func stream() throws -> [UInt8] {
    try Tensor.of([1, 2, 3], [3], .uint16).npy + Tensor.of([5, 6], [2, 1], .float64).npy
  }

  /// Cut at any byte, a stream is an error that says where it ends; only between two arrays is it
  /// a shorter stream.
  @Test(arguments: [false, true]) func cutAtAnyByte(_ isPipe: Bool) throws {
    let whole = try stream()
    let first = try Tensor.of([1, 2, 3], [3], .uint16).npy.count
    let header = first - 6
    for length in 0...whole.count {
      let bytes = Array(whole.prefix(length))
      func read() throws -> [Tensor] {
        isPipe ? try readPipe(bytes, piece: 1 << 16) : try TensorStream.read(bytes)
      }
      if [0, first, whole.count].contains(length) {
        #expect(try read().count == (length == 0 ? 0 : length == first ? 1 : 2))
        continue
      }
      let error = #expect(throws: StreamError.self, "\(length) bytes") { try read() }
      let array = length > first ? 1 : 0
      let inside = length - array * first
      switch error {
      case .truncatedHeader(_, array, let expected, inside):
        #expect(expected == (inside < 8 ? 8 : inside < 10 ? 10 : header), "\(length) bytes")
      case .truncated(_, array, array == 0 ? 6 : 16, let got):
        #expect(got == inside - header, "\(length) bytes")
      default: Issue.record("\(length) bytes: \(String(describing: error))")
      }
    }
  }

  @Test func aStreamWithoutArrays() throws {
    let scratch = try Scratch()
    let reader = try TensorReader(path: try scratch.write("empty.npy", []))
    #expect(try reader.next() == nil)
    #expect(throws: StreamError.noArray(stream: reader.name)) { try reader.requireArray() }
  }

  /// A header's promise takes no memory: 2^50 elements over 40 bytes are a short stream.
  @Test(arguments: [false, true], [false, true])
  func aPromiseOfTooMuch(_ isPipe: Bool, _ isFortranOrder: Bool) throws {
    let bytes =
      NPYStream.header(
        descriptor: "<f4", axes: [1 << 25, 1 << 25], isFortranOrder: isFortranOrder)
      + [UInt8](repeating: 1, count: 40)
    let error = #expect(throws: StreamError.self) {
      isPipe ? try readPipe(bytes, piece: 7) : try TensorStream.read(bytes)
    }
    guard case .truncated(_, 0, 1 << 52, 40) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func notAStream() throws {
    let error = #expect(throws: StreamError.self) {
      try TensorStream.read(Array("P5\n2 2\n255\nabcd".utf8))
    }
    #expect(try #require(error).message.contains("found 50 35 0a 32 20 32"))
    #expect(throws: StreamError.self) { try TensorStream.read(try stream() + [10]) }
  }

  /// Through a pipe in pieces of any size as from a file.
  @Test(arguments: [1, 3, 64, 4096, 1 << 20]) func piecesOfAnySize(_ piece: Int) throws {
    let path = Golden.path("streams/forms.npy")
    let bytes = Array(try Scratch.read(path).prefix(piece < 64 ? 2336 : .max))
    let whole = piece < 64 ? try prefix(bytes) : bytes
    let arrays = try readPipe(whole, piece: piece)
    #expect(arrays.flatMap(\.npy) == (try TensorStream.read(whole)).flatMap(\.npy))
    #expect(!arrays.isEmpty)
  }

  /// The whole arrays that `bytes` begin with.
  private func prefix(_ bytes: [UInt8]) throws -> [UInt8] {
    let saved = try TensorStream.read(path: Golden.path("streams/saved.npy"))
    var whole: [UInt8] = []
    for array in saved where whole.count + array.npy.count <= bytes.count { whole += array.npy }
    return whole
  }

  /// Arrays of which some elements, or none, are read: the next begins where it begins.
  @Test func skipsWhatIsNotRead() throws {
    let scratch = try Scratch()
    let arrays = try TensorStream.read(path: Golden.path("streams/forms-saved.npy"))
    let path = try scratch.write("all.npy", arrays.flatMap(\.npy))
    let reader = try TensorReader(path: path)
    for (number, array) in arrays.enumerated() {
      let header = try #require(try reader.next()).header
      #expect(header.shape == array.shape)
      let some = header.shape.count * (number % 3) / 3
      try reader.read(count: some) { _ in }
      #expect(reader.remaining == header.shape.count - some)
    }
    #expect(try reader.next() == nil)
    #expect(reader.arraysStarted == arrays.count)
  }

  @Test func aFileThatShouldHoldOneArray() throws {
    let scratch = try Scratch()
    let two = try scratch.write("two.npy", try stream())
    #expect(throws: StreamError.moreThanOneArray(stream: two)) {
      try TensorReader.readOnly(path: two)
    }
    let none = try scratch.write("none.npy", [])
    #expect(throws: StreamError.noArray(stream: none)) { try TensorReader.readOnly(path: none) }
    #expect(throws: StreamError.isDirectory(stream: scratch.path)) {
      try TensorReader.readOnly(path: scratch.path)
    }
  }
}
