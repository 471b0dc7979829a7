import Dispatch
import Foundation
import Synchronization

/// What a tool did.
public struct ToolRun: Sendable {
  /// How it ended.
  public enum End: Equatable, Sendable, CustomStringConvertible {
    case exit(Int32)
    case signal(Int32)
    /// It was still running after the time it was given, and was killed.
    case timeout

    public var description: String {
      switch self {
      case .exit(let code): "exit \(code)"
      case .signal(let number): "signal \(number)"
      case .timeout: "timeout"
      }
    }
  }

  public let end: End
  public let output: [UInt8]
  public let error: String

  /// The lines of standard error.
  public var errorLines: [Substring] {
    error.split(separator: "\n", omittingEmptySubsequences: true)
  }

  /// Runs a tool to its end: feeds standard input, reads standard output and standard error at
  /// the same time, so that neither can block it.
  ///
  /// - Parameters:
  ///   - tool: a tool's name, or the path of another program.
  ///   - seconds: how long it may take.
  public static func of(
    _ tool: String, _ arguments: [String], input: [UInt8] = [],
    environment: [String: String?] = [:], directory: String? = nil, seconds: Double = 60,
    inputStream: ToolProcess.Stream = .pipe, outputStream: ToolProcess.Stream = .pipe
  ) throws -> ToolRun {
    let process = try ToolProcess(
      tool.contains("/") ? tool : BuildProducts.path(of: tool), arguments,
      environment: environment, directory: directory, input: inputStream, output: outputStream)
    return finish(process, input: input, seconds: seconds)
  }

  /// The same for a process that has been started.
  public static func finish(
    _ process: ToolProcess, input: [UInt8] = [], seconds: Double = 60
  ) -> ToolRun {
    let output = Mutex<[UInt8]>([])
    let error = Mutex<[UInt8]>([])
    let timedOut = Mutex(false)
    let group = DispatchGroup()
    // Threads of their own: the pool's may all be taken by tests that wait like this one.
    func inBackground(_ body: @escaping @Sendable () -> Void) {
      group.enter()
      Thread.detachNewThread {
        body()
        group.leave()
      }
    }
    inBackground {
      if process.end(of: 0) >= 0 { ToolProcess.feed(input, to: process.end(of: 0)) }
      process.closeEnd(of: 0)
    }
    inBackground {
      let bytes = process.end(of: 1) < 0 ? [] : ToolProcess.drain(process.end(of: 1))
      output.withLock { $0 = bytes }
    }
    inBackground {
      let bytes = process.end(of: 2) < 0 ? [] : ToolProcess.drain(process.end(of: 2))
      error.withLock { $0 = bytes }
    }
    let ended = DispatchSemaphore(value: 0)
    let watch = DispatchGroup()
    watch.enter()
    Thread.detachNewThread {
      if ended.wait(timeout: .now() + seconds) == .timedOut {
        timedOut.withLock { $0 = true }
        process.send(SIGKILL)
      }
      watch.leave()
    }
    let status = process.wait()
    ended.signal()
    watch.wait()
    group.wait()
    return ToolRun(
      end: timedOut.withLock { $0 } ? .timeout : End(status: status),
      output: output.withLock { $0 },
      error: String(decoding: error.withLock { $0 }, as: UTF8.self))
  }
}

extension ToolRun.End {
  init(status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }
}

/// Where the tools are that were built together with the tests that run.
public enum BuildProducts {
  /// The folder of the test program itself, which the tools lie beside.
  public static let directory: String = {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: program).deletingLastPathComponent().path
  }()

  public static func path(of tool: String) -> String { "\(directory)/\(tool)" }
}
