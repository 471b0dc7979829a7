import SystemPackage
import TensorCore

/// Text for people and programs on standard output, written a report at a time.
public enum TextOutput {
  /// - Throws: `StreamError.writeFailed`.
  public static func write(_ text: String) throws(StreamError) {
    do {
      try FileDescriptor.standardOutput.writeAll(text.utf8)
    } catch {
      throw .writeFailed(stream: "standard output", error as? Errno ?? .ioError)
    }
  }
}
