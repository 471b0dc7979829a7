import Foundation
import TestSupport

/// A formula drawn at random, its text, and what it is worth for numbers: an evaluator of the
/// tests' own, one number at a time.
indirect enum RandomFormula {
  case number(Double)
  case name(String)
  case call(String, [RandomFormula])

  private static let functions: [(name: String, arguments: Int)] = [
    ("+", 2), ("-", 2), ("*", 2), ("/", 2), ("+", 2), ("-", 2), ("*", 2), ("<", 2), ("<=", 2),
    ("==", 2), ("!=", 2), ("&", 2), ("|", 2), ("negative", 1), ("not", 1), ("square", 1),
    ("root", 1), ("abs", 1), ("sqrt", 1), ("floor", 1), ("ceil", 1), ("round", 1), ("isnan", 1),
    ("relu", 1), ("min", 2), ("max", 2), ("where", 3), ("clamp", 3),
  ]
  /// Computed by the system's library in float64, which after rounding to float32 is the same but
  /// where the exact value lies within 2⁻²⁸ ULP of a tie.
  private static let elementary = [("exp", 1), ("log", 1), ("sin", 1), ("cos", 1), ("tanh", 1)]

  static func draw(
    _ random: inout SeededGenerator, depth: Int, names: [String], elementary: Bool
  ) -> RandomFormula {
    if depth == 0 || random.chance(oneIn: 10) {
      return random.chance(oneIn: 4)
        ? .number(random.pick([0, 1, 2, 0.5, 0.25, 3, 100])) : .name(random.pick(names))
    }
    let (name, arguments) = random.pick(functions + (elementary ? Self.elementary : []))
    return .call(
      name,
      (0..<arguments).map { _ in
        draw(&random, depth: depth - 1, names: names, elementary: elementary)
      })
  }

  var names: Set<String> {
    switch self {
    case .number: []
    case .name(let name): [name]
    case .call(_, let operands): operands.reduce(into: []) { $0.formUnion($1.names) }
    }
  }

  var isTruth: Bool {
    guard case .call(let name, let operands) = self else { return false }
    switch name {
    case "<", "<=", "==", "!=", "&", "|", "not", "isnan": return true
    case "where": return operands[1].isTruth && operands[2].isTruth
    default: return false
    }
  }

  /// With brackets round everything: how operators bind is tested elsewhere.
  var text: String {
    switch self {
    case .number(let value): return "\(value)"
    case .name(let name): return name
    case .call(let name, let operands):
      let words = operands.map(\.text)
      switch name {
      case "negative": return "(-\(words[0]))"
      case "not": return "(!\(words[0]))"
      case "square": return "(\(words[0])^2)"
      case "root": return "(\(words[0])^0.5)"
      case _ where name.first!.isLetter: return "\(name)(\(words.joined(separator: ",")))"
      default: return "(\(words[0])\(name)\(words[1]))"
      }
    }
  }

  /// What is made of numbers alone is computed in float64 and then rounded.
  func value<T: BinaryFloatingPoint>(_ arrays: [String: T]) -> T {
    names.isEmpty ? T(plain([:] as [String: Double])) : plain(arrays)
  }

  private func plain<T: BinaryFloatingPoint>(_ arrays: [String: T]) -> T {
    switch self {
    case .number(let value): return T(value)
    case .name(let name): return arrays[name]!
    case .call(let name, let operands):
      return Self.call(name, operands.map { $0.value(arrays) })
    }
  }

  private static func call<T: BinaryFloatingPoint>(_ name: String, _ x: [T]) -> T {
    func larger(_ a: T, _ b: T) -> T { b > a || b.isNaN ? b : a }
    func smaller(_ a: T, _ b: T) -> T { b < a || b.isNaN ? b : a }
    switch name {
    case "+": return x[0] + x[1]
    case "-": return x[0] - x[1]
    case "*": return x[0] * x[1]
    case "/": return x[0] / x[1]
    case "<": return x[0] < x[1] ? 1 : 0
    case "<=": return x[0] <= x[1] ? 1 : 0
    case "==": return x[0] == x[1] ? 1 : 0
    case "!=": return x[0] != x[1] ? 1 : 0
    case "&": return x[0] != 0 && x[1] != 0 ? 1 : 0
    case "|": return x[0] != 0 || x[1] != 0 ? 1 : 0
    case "negative": return -x[0]
    case "not": return x[0] == 0 ? 1 : 0
    // One rounding: the product of two float32 is exact in float64.
    case "square": return T(Double(x[0]) * Double(x[0]))
    case "root", "sqrt": return x[0].squareRoot()
    case "abs": return x[0].magnitude
    case "floor": return x[0].rounded(.down)
    case "ceil": return x[0].rounded(.up)
    case "round": return x[0].rounded(.toNearestOrEven)
    case "isnan": return x[0].isNaN ? 1 : 0
    case "relu": return larger(x[0], 0)
    case "min": return smaller(x[0], x[1])
    case "max": return larger(x[0], x[1])
    case "where": return x[0] != 0 ? x[1] : x[2]
    case "clamp": return smaller(larger(x[0], x[1]), x[2])
    case "exp": return T(exp(Double(x[0])))
    case "log": return T(log(Double(x[0])))
    case "sin": return T(sin(Double(x[0])))
    case "cos": return T(cos(Double(x[0])))
    case "tanh": return T(tanh(Double(x[0])))
    default: preconditionFailure("no function \(name)")
    }
  }
}
