import Foundation
import TestSupport
import Testing

/// Damaged archives: code 65, one line that says what is wrong, and the older output stays.
@Suite struct DamagedArchiveTests {
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let file: String
    let damage: @Sendable (inout DamagedArchive) -> Void
    /// What the one line is, without `tensor: error: `.
    let line: String

    init(
      _ description: String, _ file: String, _ line: String,
      _ damage: @escaping @Sendable (inout DamagedArchive) -> Void
    ) {
      (self.description, self.file, self.line, self.damage) = (description, file, line, damage)
    }
  }

  private func check(_ bytes: [UInt8], as file: String, _ line: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write(file, bytes)
    _ = try scratch.write("old", [1, 2, 3])
    // 1 GiB of addresses, in a process that the time limit ends.
    let run = try ToolRun.of(
      "/bin/sh",
      [
        "-c", "ulimit -v 1048576; exec \"$@\"", "sh", BuildProducts.path(of: "tensor"), "unpack",
        file, "--all", "-o", "old",
      ], directory: scratch.path, seconds: 20)
    #expect(run.end == .exit(65), "\(run.end)")
    #expect(run.error == "tensor: error: \(line)\n")
    #expect(run.output.isEmpty)
    #expect(scratch.contents.sorted() == [file, "old"].sorted())
    #expect(try Scratch.read(scratch.file("old")) == [1, 2, 3])
  }

  @Test(arguments: zipRows) func zip(_ row: Row) throws {
    var archive = try DamagedArchive(row.file)
    row.damage(&archive)
    try check(archive.bytes, as: "x.npz", row.line)
  }

  struct Header: Sendable, CustomStringConvertible {
    let description: String
    /// Bytes of elements after the header.
    let elements: Int
    let line: String

    init(_ header: String, _ elements: Int, _ line: String) {
      (description, self.elements, self.line) = (header, elements, line)
    }
  }

  @Test(arguments: headers) func safetensors(_ header: Header) throws {
    let bytes = DamagedArchive.safetensors(header.description, elements: header.elements)
    try check(bytes, as: "x.safetensors", header.line)
  }

  /// Headers whose length is wrong, and what is not text.
  @Test func safetensorsLengths() throws {
    let whole = try Scratch.read(Golden.path("archives/layer.safetensors"))
    func changed(_ place: Int, _ value: UInt8) -> [UInt8] {
      var bytes = whole
      bytes[place] = value
      return bytes
    }
    let room = whole.count - 8
    try check(
      changed(7, 0x10), as: "x.safetensors",
      "x.safetensors is damaged: its header should have \(UInt64(0x10) << 56 + 168) bytes, the file has \(room) after that number"
    )
    try check(
      changed(1, 2), as: "x.safetensors",
      "x.safetensors is damaged: its header should have 680 bytes, the file has \(room) after that number"
    )
    try check(
      changed(0, 160), as: "x.safetensors",
      "x.safetensors is damaged: its header is no JSON object")
    try check(
      changed(30, 0xFF), as: "x.safetensors", "x.safetensors is damaged: its header is not UTF-8")
    try check(
      whole.dropLast(), as: "x.safetensors",
      "x.safetensors is damaged: its arrays take 464 bytes, the file has 463 for them")
    try check(
      whole + [0], as: "x.safetensors",
      "x.safetensors is damaged: its arrays take 464 bytes, the file has 465 for them")
  }

  /// Text that would take many times its size as values.
  @Test func aHeaderOfManyValues() throws {
    let many = "{\"a\":[" + String(repeating: "[],", count: 5_000_000) + "0]}"
    try check(
      DamagedArchive.safetensors(many, elements: 0), as: "x.safetensors",
      "x.safetensors is damaged: its header is no JSON object")
    let deep = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    try check(
      DamagedArchive.safetensors(deep, elements: 0), as: "x.safetensors",
      "x.safetensors is damaged: its header is no JSON object")
  }
}
