import ArgumentParser
import TensorCore
import ToolKit

/// Axes of arrays, as numbers or as letters of a layout.
struct AxesOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Axes to reduce: numbers such as 0,-1, of which negative ones count from the end; letters of --layout such as HW; or all (default: all; with --over-stream none).",
      valueName: "AXES"))
  var axis: String?

  private enum Wish {
    case unsaid, all
    case numbers([Int])
    case letters([Character])
  }

  private var wish: Wish {
    get throws(UsageError) {
      guard let axis else { return .unsaid }
      if axis == "all" { return .all }
      let letters = axis.filter { $0 != "," }
      guard !letters.isEmpty, letters.allSatisfy({ $0.isASCII && $0.isLetter }) else {
        return .numbers(try OptionValue.integers(axis, option: "--axis"))
      }
      return .letters(Array(letters.uppercased()))
    }
  }

  /// - Throws: `UsageError` for what no array can have.
  func check(_ layout: DataLayout) throws(UsageError) {
    guard case .letters(let letters) = try wish else { return }
    if let letter = letters.first(where: { !layout.letters.contains($0) }) {
      throw UsageError(
        "--axis expects numbers, letters of \(layout.name) or all, found '\(letter)'")
    }
    guard Set(letters).count == letters.count else {
      throw UsageError("--axis expects each letter once, got '\(axis!)'")
    }
  }

  /// The axes of an array; `unsaid` are those without the option.
  ///
  /// - Throws: `LayoutError`, `AxisError`.
  func numbers(_ shape: Shape, _ layout: DataLayout, unsaid: [Int]) throws -> [Int] {
    switch try wish {
    case .unsaid: return unsaid
    case .all: return Array(shape.axes.indices)
    case .numbers(let numbers): return numbers
    case .letters(let letters):
      let data = try layout.describe(shape)
      return try letters.map { letter in
        guard let axis = data.letters.firstIndex(of: letter) else {
          throw AxisError(letter: letter, data: data)
        }
        return axis
      }
    }
  }
}

/// An axis that the layout has and the array leaves out.
struct AxisError: Failure {
  let letter: Character
  let data: DataShape

  var category: FailureCategory { .data }
  var message: String { "there is no axis \(letter) in an array \(data)" }
}
