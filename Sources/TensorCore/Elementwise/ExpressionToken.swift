/// A word of an expression, and the character it starts at.
struct ExpressionToken: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  var column: Int

  /// How messages name it.
  func description(in text: [Character]) -> String {
    switch kind {
    case .number, .end: kind == .end ? "the end" : "a number"
    case .name(let name): "'\(name)'"
    case .symbol(let symbol): "'\(symbol)'"
    }
  }

  private static let symbols = [
    "**", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "^", "<", ">", "&", "|", "!",
    "~", "(", ")", ",",
  ]

  /// Cuts an expression into words; the last one is the end.
  static func tokens(of text: String) throws(ExpressionError) -> [ExpressionToken] {
    let characters = Array(text)
    var tokens: [ExpressionToken] = []
    var next = 0
    while next < characters.count {
      let start = next
      let character = characters[next]
      if character.isWhitespace {
        next += 1
      } else if isDigit(character) || character == "." {
        next = numberEnd(characters, from: start)
        let word = String(characters[start..<next])
        guard let value = Double(word) else {
          throw ExpressionError(text, start, "'\(word)' is no number")
        }
        tokens.append(ExpressionToken(kind: .number(value), column: start))
      } else if isLetter(character) {
        while next < characters.count, isLetter(characters[next]) || isDigit(characters[next]) {
          next += 1
        }
        tokens.append(
          ExpressionToken(kind: .name(String(characters[start..<next])), column: start))
      } else {
        guard
          let symbol = symbols.first(where: { characters[start...].starts(with: Array($0)) })
        else {
          throw ExpressionError(text, start, "unexpected '\(character)'")
        }
        next += symbol.count
        tokens.append(ExpressionToken(kind: .symbol(symbol), column: start))
      }
    }
    return tokens + [ExpressionToken(kind: .end, column: characters.count)]
  }

  static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
  static func isLetter(_ character: Character) -> Bool {
    ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
  }

  /// Digits, a point, an exponent: `12`, `.5`, `1e-3`.
  private static func numberEnd(_ characters: [Character], from start: Int) -> Int {
    var next = start
    func digits() {
      while next < characters.count, isDigit(characters[next]) || characters[next] == "." {
        next += 1
      }
    }
    digits()
    guard next < characters.count, characters[next] == "e" || characters[next] == "E" else {
      return next
    }
    let signed = next + 1 < characters.count && "+-".contains(characters[next + 1]) ? 1 : 0
    guard next + 1 + signed < characters.count, isDigit(characters[next + 1 + signed]) else {
      return next
    }
    next += 1 + signed
    digits()
    return next
  }
}
