import Foundation
import TensorCore
import TestSupport
import Testing
import ToolKit

@Suite struct ProgressDisplayTests {
  private func text(
    _ arrays: Int, _ rows: Int, _ rowCount: Int, _ bytes: Int, _ expected: Int?, _ seconds: Double
  ) -> String {
    ProgressDisplay.describe(
      .init(
        arrays: arrays, rows: rows, rowCount: rowCount, bytes: bytes, expectedBytes: expected),
      seconds: seconds)
  }

  @Test func isWords() {
    #expect(text(0, 0, 0, 0, nil, 2) == "waiting, 0 B, 0 B/s")
    #expect(
      text(3, 1200, 4096, 1_230_000_000, nil, 2)
        == "array 3, row 1200 of 4096, 1.2 GB, 615 MB/s")
    #expect(text(1, 0, 1, 1000, 130_000, 2) == "array 1, 1.0 kB, 500 B/s, 4:18 left")
    #expect(text(1, 0, 1, 999, 1000, 1) == "array 1, 999 B, 999 B/s, 0:01 left")
    #expect(text(1, 0, 1, 99_600_000, 99_600_000, 1) == "array 1, 100 MB, 100 MB/s")
  }

  @Test func readersReport() throws {
    let scratch = try Scratch()
    let array = try Tensor.of([Double](repeating: 1, count: 2 * 3 * 4 * 5), [2, 3, 4, 5])
    let path = try scratch.write("x.npy", array.npy + array.npy)
    let reader = try TensorReader(path: path)
    let progress = StreamProgress()
    reader.progress = progress
    _ = try reader.next()
    #expect(progress.snapshot.arrays == 1 && progress.snapshot.rowCount == 6)
    try reader.read(count: 45) { _ in }
    // Two rows and a quarter of the third.
    #expect(progress.snapshot.rows == 2)
    _ = try reader.next()
    _ = try reader.readTensor()
    let end = progress.snapshot
    #expect(end.arrays == 2 && end.rows == 6)
    #expect(end.bytes == 2 * array.npy.count)
  }

  /// Unasked it is for terminals; asked, for log files too.
  @Test func waitsToBeAsked() throws {
    let input = try Tensor.of([1, 2, 3, 4], [2, 2]).npy
    func slowly(_ option: String) throws -> ToolRun {
      let process = try ToolProcess(
        BuildProducts.path(of: "tensor2png"), option.isEmpty ? [] : [option])
      ToolProcess.feed(Array(input.dropLast()), to: process.end(of: 0))
      usleep(2_600_000)
      return ToolRun.finish(process, input: Array(input.suffix(1)))
    }
    let asked = try slowly("--progress")
    #expect(asked.end == .exit(0))
    #expect(asked.error.hasPrefix("tensor2png: array 1, row "), "\(asked.error)")
    #expect(try slowly("").error.isEmpty)
    #expect(try slowly("--no-progress").error.isEmpty)
  }
}
