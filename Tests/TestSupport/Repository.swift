import Foundation

/// Files of the project that tests read.
public enum Repository {
  private static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  public static func path(_ name: String) -> String { "\(directory)/\(name)" }
}
