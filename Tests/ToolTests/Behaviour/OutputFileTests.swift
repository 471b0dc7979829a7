import Foundation
import TensorCore
import TestSupport
import Testing

/// `-o FILE`: written whole or not at all.
@Suite struct OutputFileTests {
  /// Writers to several files at once, as one process has them: none gets in the others' way.
  @Test func manyAtOnce() throws {
    let scratch = try Scratch()
    let array = try Tensor.of([1, 2, 3], [3])
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      do {
        let path = scratch.file("\(number).npy")
        let abandoned = try TensorWriter(path: scratch.file("\(number).lost"))
        try abandoned.begin(.float32, try Shape([9]))
        let writer = try TensorWriter(path: path)
        try writer.write(array)
        try writer.finish()
      } catch {
        Issue.record(error)
      }
    }
    #expect(scratch.contents.count == 200)
    #expect(scratch.contents.allSatisfy { $0.hasSuffix(".npy") })
  }

  /// A tool that is in the middle of its output, and the temporary file that it has beside it.
  private func interrupted(
    _ scratch: Scratch, _ body: (ToolProcess) throws -> Void
  ) throws -> ToolProcess {
    let process = try ToolProcess(
      BuildProducts.path(of: "pool"), ["max", "--kernel", "1", "-o", scratch.file("out.npy")])
    let array = try Tensor.of([Double](repeating: 1, count: 64 * 64), [64, 64, 1])
    ToolProcess.feed(Array(array.npy.dropLast(4)), to: process.end(of: 0))
    for _ in 0..<2000 where !scratch.contents.contains(where: { $0.contains(".part-") }) {
      usleep(5000)
    }
    #expect(scratch.contents.contains { $0.contains(".part-") })
    try body(process)
    return process
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGXCPU, SIGSEGV])
  func aSignalLeavesTheOlderFile(_ signal: Int32) throws {
    let scratch = try Scratch()
    _ = try scratch.write("out.npy", [1, 2, 3])
    let process = try interrupted(scratch) { $0.send(signal) }
    #expect(ToolRun.finish(process).end == .signal(signal))
    #expect(scratch.contents == ["out.npy"])
    #expect(try Scratch.read(scratch.file("out.npy")) == [1, 2, 3])
  }

  @Test func aFileThatBecomesTooLargeIsAnError() throws {
    let scratch = try Scratch()
    let run = try ToolRun.of(
      "/bin/bash",
      [
        "-c",
        "ulimit -f 100; exec \(BuildProducts.path(of: "tensor")) gen zeros --shape 1000,1000 -o out.npy",
      ], directory: scratch.path)
    #expect(run.end == .exit(74), "\(run.error)")
    #expect(run.errorLines.count == 1)
    #expect(scratch.contents.isEmpty)
  }

  /// `--output=$FILE` with a variable that is not set: the next word is not what to write to.
  @Test(arguments: ["--output=", "--bias=", "--indices="])
  func anEmptyValueDoesNotTakeTheNextWord(_ option: String) throws {
    let scratch = try Scratch()
    let array = try Tensor.of([1, 2, 3, 4], [2, 2, 1]).npy
    _ = try scratch.write("w.npy", try Tensor.of([1], [1, 1]).npy)
    _ = try scratch.write("x.npy", array)
    let command =
      option == "--indices=" ? ["pool", "max", "--kernel", "1"] : ["conv", "-w", "w.npy"]
    let run = try ToolRun.of(
      command[0], Array(command.dropFirst()) + [option, "x.npy"], directory: scratch.path)
    guard case .exit(let code) = run.end else {
      Issue.record("ended by \(run.end)")
      return
    }
    #expect([64, 66, 73].contains(code), "\(run.error)")
    #expect(run.errorLines.count == 1)
    #expect(try Scratch.read(scratch.file("x.npy")) == array)
    #expect(scratch.contents == ["w.npy", "x.npy"])
  }

  /// `nohup` has its command ignore SIGHUP.
  @Test func anIgnoredSignalStaysIgnored() throws {
    let scratch = try Scratch()
    let command = "trap '' HUP; exec \(BuildProducts.path(of: "pool")) max --kernel 1 -o out.npy"
    let process = try ToolProcess("/bin/sh", ["-c", command], directory: scratch.path)
    let array = try Tensor.of([Double](repeating: 1, count: 64 * 64), [64, 64, 1]).npy
    ToolProcess.feed(Array(array.dropLast(4)), to: process.end(of: 0))
    for _ in 0..<2000 where !scratch.contents.contains(where: { $0.contains(".part-") }) {
      usleep(5000)
    }
    process.send(SIGHUP)
    let run = ToolRun.finish(process, input: Array(array.suffix(4)))
    #expect(run.end == .exit(0), "\(run.error)")
    #expect(scratch.contents == ["out.npy"])
  }

  @Test func anErrorLeavesTheOlderFile() throws {
    let scratch = try Scratch()
    _ = try scratch.write("out.npy", [1, 2, 3])
    let array = try Tensor.of([1, 2, 3, 4], [2, 2, 1]).npy
    let run = try ToolRun.of(
      "pool", ["max", "--kernel", "2", "-o", scratch.file("out.npy")],
      input: array + array.dropLast())
    #expect(run.end == .exit(65))
    #expect(scratch.contents == ["out.npy"])
    #expect(try Scratch.read(scratch.file("out.npy")) == [1, 2, 3])
  }

  @Test func replacesTheOlderFileAndKeepsItsMode() throws {
    let scratch = try Scratch()
    let path = try scratch.write("out.npy", [1, 2, 3])
    chmod(path, 0o640)
    let array = try Tensor.of([1, 2, 3, 4], [2, 2, 1])
    let run = try ToolRun.of("pool", ["max", "--kernel", "2", "-o", path], input: array.npy)
    #expect(run.end == .exit(0))
    #expect(run.output.isEmpty)
    #expect(try TensorStream.read(path: path).map(\.values) == [[4]])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
    #expect(scratch.contents == ["out.npy"])
  }

  /// Runs commands in a folder that holds `a.npy`.
  private func inShell(_ command: String, _ scratch: Scratch) throws -> ToolRun {
    _ = try scratch.write("a.npy", try Tensor.of([1, 2, 3], [3]).npy)
    return try ToolRun.of(
      "/bin/bash", ["-c", "tensor=\(BuildProducts.path(of: "tensor")); \(command)"],
      directory: scratch.path)
  }

  /// The link stays, and what it leads to is written as a file of its own would be.
  @Test(arguments: ["ln -s dir/b.npy l", "ln -s $PWD/dir/b.npy l", "ln -s m l; ln -s dir/b.npy m"])
  func aLinkLeadsToItsFile(_ link: String) throws {
    for before in ["", "cp a.npy dir/b.npy; "] {
      let scratch = try Scratch()
      let run = try inShell(
        "mkdir dir; \(before)\(link); $tensor map x+1 a.npy -o l && test -L l && ls dir", scratch)
      #expect(run.end == .exit(0), "\(run.error)")
      #expect(String(decoding: run.output, as: UTF8.self) == "b.npy\n")
      #expect(try TensorStream.read(path: scratch.file("dir/b.npy")).map(\.values) == [[2, 3, 4]])
    }
  }

  @Test func linksInACircleAreAnError() throws {
    let run = try inShell("ln -s l m; ln -s m l; $tensor map x+1 a.npy -o l", try Scratch())
    #expect(run.end == .exit(73))
    #expect(run.error == "tensor: error: cannot create l: too many levels of symbolic links\n")
  }

  /// Where a descriptor is open it is written on in its place, whatever it leads to.
  @Test(arguments: ["1", "3"], ["fake", "/dev/fd/N", "/proc/self/fd/N"])
  func aDescriptorIsWrittenTo(_ number: String, _ name: String) throws {
    let scratch = try Scratch()
    let path = name.replacing("N", with: number)
    let run = try inShell(
      """
      ln -s /proc/self/fd/\(number) fake
      exec \(number)> out; printf before >&\(number); $tensor map x+1 a.npy -o \(path) || exit
      printf after >&\(number); test -L fake
      """, scratch)
    #expect(run.end == .exit(0), "\(run.error)")
    let expected = try Tensor.of([2, 3, 4], [3]).npy
    #expect(
      try Scratch.read(scratch.file("out")) == Array("before".utf8) + expected + Array("after".utf8)
    )
    #expect(scratch.contents == ["a.npy", "fake", "out"])
  }

  /// The link in /proc of a pipe holds no path that could be followed.
  @Test(arguments: ["/proc/$BASHPID/fd/3", "/proc/thread-self/fd/3", "//dev/fd/3", "/dev/fd/3"])
  func aPipeIsWrittenTo(_ name: String) throws {
    let run = try inShell(
      "exec 4>&1; ( exec 3>&1 >&4; $tensor map x+1 a.npy -o \(name) ) | cat", try Scratch())
    #expect(run.end == .exit(0) && run.error.isEmpty, "\(run.error)")
    #expect(run.output == (try Tensor.of([2, 3, 4], [3]).npy))
  }

  /// Files that are opened do not get the places of standard descriptors.
  @Test(arguments: [
    ("$tensor cat a.npy - <&-", 74, "reading standard input failed: bad file descriptor"),
    ("$tensor diff a.npy - <&-", 2, "reading standard input failed: bad file descriptor"),
    ("$tensor map x+1 a.npy >&-", 74, "writing standard output failed: bad file descriptor"),
    ("$tensor map x+1 a.npy -o /dev/fd/9 9>&-", 73, "cannot create /dev/fd/9: bad file descriptor"),
  ])
  func aClosedDescriptor(_ command: String, _ code: Int32, _ says: String) throws {
    let run = try inShell(command, try Scratch())
    #expect(run.end == .exit(code))
    #expect(run.error == "tensor: error: \(says)\n" && run.output.isEmpty)
  }

  @Test func messagesDoNotGoToFiles() throws {
    let scratch = try Scratch()
    let pool = BuildProducts.path(of: "pool")
    let run = try inShell(
      "\(pool) max --dims 1 --kernel 2 --verbose --indices i.npy a.npy -o z.npy <&- 2>&-", scratch)
    #expect(run.end == .exit(0))
    #expect(try TensorStream.read(path: scratch.file("i.npy")).map(\.values) == [[1]])
    #expect(try TensorStream.read(path: scratch.file("z.npy")).map(\.values) == [[2]])
  }

  @Test func namesAFolderThatIsNotThere() throws {
    let run = try ToolRun.of(
      "pool", ["max", "--kernel", "2", "-o", "/nowhere/out.npy"],
      input: try Tensor.of([1], [1, 1, 1]).npy)
    #expect(run.end == .exit(73))
    #expect(
      run.error == "pool: error: cannot create /nowhere/out.npy: no such file or directory\n")
  }

  @Test func writesStraightToADevice() throws {
    let run = try ToolRun.of(
      "pool", ["max", "--kernel", "1", "-o", "/dev/null"], input: try Tensor.of([1], [1, 1]).npy)
    #expect(run.end == .exit(0))
    let full = try ToolRun.of(
      "pool", ["max", "--kernel", "1", "-o", "/dev/full"], input: try Tensor.of([1], [1, 1]).npy)
    #expect(full.end == .exit(74))
    #expect(full.error.hasPrefix("pool: error: writing /dev/full failed: no space left"))
  }
}
