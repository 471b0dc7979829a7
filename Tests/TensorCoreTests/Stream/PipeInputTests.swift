import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import TensorCore

/// Pipes that one thread reads in turn.
@Suite struct PipeInputTests {
  /// A pipe, its reader, and what writes to it.
  private final class Pipe: Sendable {
    let input: PipeInput
    let end: Int32

    init() throws {
      let (output, input) = try ToolProcess.pipe()
      self.input = PipeInput(FileDescriptor(rawValue: output), closes: true)
      end = input
    }

    func write(_ bytes: [UInt8]) { ToolProcess.feed(bytes, to: end) }

    func close() { _ = Foundation.close(end) }

    /// The next bytes, which have to come.
    func read(_ count: Int) throws -> [UInt8] {
      var bytes: [UInt8] = []
      while bytes.count < count {
        let more = try [UInt8](unsafeUninitializedCapacity: count - bytes.count) { target, count in
          count = try input.read(into: UnsafeMutableRawBufferPointer(target))
        }
        if more.isEmpty { break }
        bytes += more
      }
      return bytes
    }
  }

  /// More than a pipe holds, and no multiple of the pieces that are kept.
  private let many = (0..<3_500_000).map { UInt8(truncatingIfNeeded: $0 * 7 >> 3) }

  /// Two pipes: what `write` has put into the second one before it writes to the first.
  private func pipes(_ write: @escaping @Sendable (Pipe) -> Void) throws -> (Pipe, Pipe) {
    let (first, second) = (try Pipe(), try Pipe())
    Thread.detachNewThread {
      write(second)
      first.write([1])
      first.close()
    }
    #expect(try first.read(1) == [1])
    return (first, second)
  }

  @Test func keepsWhatComesMeanwhile() throws {
    let many = self.many
    let (first, second) = try pipes { $0.write(many) }
    #expect(try second.read(many.count) == many)
    second.close()
    #expect(try second.read(1).isEmpty && first.read(1).isEmpty)
    #expect(second.input.missing == 0)
  }

  /// Ever so many small writes take no more memory than their bytes.
  @Test func fillsItsMemory() throws {
    let (_, second) = try pipes { pipe in
      for number in 0..<50_000 { pipe.write([UInt8(truncatingIfNeeded: number), 2, 3, 4]) }
    }
    #expect(second.input.memoryOfKept <= 1 << 20)
    let bytes = try second.read(200_000)
    #expect(bytes.count == 200_000 && bytes[4 * 49_999] == UInt8(truncatingIfNeeded: 49_999))
    second.close()
  }

  /// Over pieces that are kept, up to the middle of one, and on into what is to come.
  @Test(arguments: [1, 1_500_007, 3_499_999, 3_500_000, 3_500_005])
  func passesOver(_ count: Int) throws {
    let many = self.many
    let (_, second) = try pipes { $0.write(many) }
    second.input.discard(count)
    let rest = [UInt8](20..<40)
    Thread.detachNewThread {
      second.write(rest)
      second.close()
    }
    let expected = Array((many + rest).dropFirst(count))
    #expect(try second.read(expected.count + 1) == expected)
    #expect(second.input.missing == 0)
  }

  /// While another pipe is waited for, what nobody wants goes whatever there is of it.
  @Test func passesOverMoreThanItKeeps() throws {
    let pair = (try Pipe(), try Pipe())
    let count = 80 << 20
    pair.1.input.discard(count)
    Thread.detachNewThread {
      let piece = [UInt8](repeating: 5, count: 1 << 20)
      for _ in 0..<80 { pair.1.write(piece) }
      pair.1.write([6])
      pair.0.write([1])
    }
    #expect(try pair.0.read(1) == [1])
    #expect(try pair.1.read(1) == [6])
    pair.0.close()
    pair.1.close()
  }

  @Test func countsWhatDoesNotCome() throws {
    let pipe = try Pipe()
    pipe.input.discard(10)
    pipe.write([1, 2, 3, 4])
    pipe.close()
    #expect(try pipe.read(1).isEmpty)
    #expect(pipe.input.missing == 6)
  }
}
