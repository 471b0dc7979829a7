import TensorCore

/// Pieces of streams that no tool writes.
public enum NPYStream {
  /// A header of version 1 with a dictionary of this text.
  public static func header(_ dictionary: String) -> [UInt8] {
    let text = Array(dictionary.utf8)
    return NPYHeader.magic + [1, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
  }

  public static func header(descriptor: String, axes: [Int], isFortranOrder: Bool = false)
    -> [UInt8]
  {
    let lengths = axes.map { "\($0)," }.joined()
    return header(
      "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(lengths)), }"
    )
  }
}
