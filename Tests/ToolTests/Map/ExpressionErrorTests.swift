import TensorCore
import TestSupport
import Testing

/// What `tensor map` says of formulas that cannot be read: the place, what was expected there and
/// what was found.
@Suite struct ExpressionErrorTests {
  struct Row: Sendable, CustomStringConvertible {
    let expression: String
    /// Counted from 1.
    let column: Int
    let reason: String
    let hint: String?

    init(_ expression: String, _ column: Int, _ reason: String, hint: String? = nil) {
      (self.expression, self.column, self.reason, self.hint) = (expression, column, reason, hint)
    }

    var description: String { expression }
  }

  private static let functions =
    "functions are abs, ceil, clamp, cos, exp, floor, gelu, isnan, log, max, min, relu, round, sigmoid, sin, sqrt, tanh, where"

  static let rows = [
    Row("", 1, "expected a number, a name or '(', found the end"),
    Row("max(x,0", 8, "expected ',' or ')', found the end"),
    Row("max(x,0))", 9, "expected an operator or the end, found ')'"),
    Row("x +", 4, "expected a number, a name or '(', found the end"),
    Row("x + * 2", 5, "expected a number, a name or '(', found '*'"),
    Row("(x + 1", 7, "expected ')', found the end"),
    Row("x y", 3, "expected an operator or the end, found 'y'"),
    Row("2 x", 3, "expected an operator or the end, found 'x'"),
    Row("x 2", 3, "expected an operator or the end, found a number"),
    Row("x @ 2", 3, "unexpected '@'"),
    Row("x = 2", 3, "unexpected '='"),
    Row("x[0]", 2, "unexpected '['"),
    Row("1.2.3*x", 1, "'1.2.3' is no number"),
    Row("x*.", 3, "'.' is no number"),
    Row("foo(x)", 1, "unknown function 'foo'", hint: functions),
    Row("x + foo(x)", 5, "unknown function 'foo'", hint: functions),
    Row("exp x", 5, "expected '(' after the function exp, found 'x'"),
    Row("max(x)", 1, "max takes 2 arguments, got 1"),
    Row("exp(x, x)", 1, "exp takes 1 argument, got 2"),
    Row("exp()", 1, "exp takes 1 argument, got 0"),
    Row("where(x, 1)", 1, "where takes 3 arguments, got 2"),
    Row("max(x,,0)", 7, "expected a number, a name or '(', found ','"),
    Row(
      "0 < x < 1", 7, "comparisons do not follow each other",
      hint: "join them: (a < b) & (b < c)"),
    Row("1 + 2", 1, "expected the name of an array: x is the main stream"),
    Row("x + y", 5, "'y' is no array, expected y=FILE after the expression"),
    Row("é*x", 1, "unexpected 'é'"),
    Row("x*é", 3, "unexpected 'é'"),
    Row(String(repeating: "(", count: 101) + "x", 102, "nested deeper than 100 levels"),
    Row(
      "1" + String(repeating: "-", count: 150) + "x", 104, "nested deeper than 100 levels"),
  ]

  @Test(arguments: rows) func saysWhere(_ row: Row) throws {
    let x = try Tensor.of([1, 2], [2]).npy
    let run = try ToolRun.of("tensor", ["map", row.expression], input: x)
    #expect(run.end == .exit(64))
    #expect(run.output.isEmpty)
    var lines = [
      "tensor: error: column \(row.column) of the expression: \(row.reason)",
      "  \(row.expression)",
      "  " + String(repeating: " ", count: row.column - 1) + "^",
    ]
    if let hint = row.hint { lines.append("tensor: hint: \(hint)") }
    let found = run.error.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(found == lines + [""])
  }

  /// Of a long formula what lies around the place.
  @Test(arguments: [
    (10, 300, 0, true), (200, 200, 120, true), (300, 0, 220, false),
  ]) func aLongFormulaIsCut(_ before: Int, _ after: Int, _ start: Int, _ goesOn: Bool) throws {
    func terms(_ count: Int) -> String { String(repeating: "x", count: count) }
    let formula = terms(before) + "@" + terms(after)
    let run = try ToolRun.of("tensor", ["map", formula], input: try Tensor.of([1], [1]).npy)
    #expect(run.end == .exit(64))
    let lead = start > 0 ? "… " : ""
    let shown = lead + terms(before - start) + "@" + terms(min(after, 79)) + (goesOn ? " …" : "")
    let mark = String(repeating: " ", count: lead.count + before - start) + "^"
    #expect(
      run.errorLines.map(String.init)
        == [
          "tensor: error: column \(before + 1) of the expression: unexpected '@'", "  " + shown,
          "  " + mark,
        ])
  }

  /// Wrong words beside the formula.
  @Test(
    arguments: [
      (["x+a", "a"], 64, "'a' is no array, expected a=FILE after the expression"),
      (["x", "a=a.npy"], 64, "the expression does not use a, which 'a=a.npy' names"),
      (["x+a", "a=a.npy", "a=a.npy"], 64, "a is given twice"),
      (["x", "x=a.npy", "a.npy"], 64, "x is given twice: as a.npy and as x=a.npy"),
      (["a", "a=a.npy", "b.npy"], 64, "the expression does not use x, which 'b.npy' would be"),
      (["x", "exp=a.npy"], 64, "'exp' in 'exp=a.npy' cannot be the name of an array"),
      (["x+a", "x=-", "a=-"], 64, "standard input can be read once, got it for x and a"),
      (["x", "--bogus"], 64, "unknown option '--bogus'"),
      (["x+a", "a=missing.npy"], 66, "cannot open missing.npy: no such file or directory"),
      (
        ["x+a", "a=b.npy"], 65,
        "x of shape 2 and a of shape 3 do not go together: axis -1 is 2 and 3, expected equal lengths or 1"
      ),
    ] as [([String], Int32, String)])
  func saysWhatDoesNotGoTogether(_ words: [String], _ code: Int32, _ line: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("a.npy", try Tensor.of([1, 2], [2]).npy)
    _ = try scratch.write("b.npy", try Tensor.of([1, 2, 3], [3]).npy)
    let run = try ToolRun.of(
      "tensor", ["map"] + words, input: try Tensor.of([1, 2], [2]).npy, directory: scratch.path)
    #expect(run.end == .exit(code))
    #expect(run.output.isEmpty)
    let first = run.errorLines.first.map(String.init) ?? ""
    #expect(first == "tensor: error: \(line)" || first.hasSuffix(": \(line)"))
  }
}
