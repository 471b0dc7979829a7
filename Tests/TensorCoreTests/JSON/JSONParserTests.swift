import TensorCore
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-12", "1.5", "\"\"", "[]", "{}", "[1, [2, {}], \"x\"]",
    "{\"a\": 1, \"b\": {\"c\": [true, null]}}", "\"q\\\"b\\\\n\\nt\\té×\"",
    "340282366920938463463374607431768211455",
  ]) func writesWhatItRead(_ text: String) throws {
    #expect(try #require(JSONValue(parsing: text)).text == text)
  }

  @Test func spaceAndEscapes() {
    #expect(JSONValue(parsing: " {\"a\"\t:\n[ 1 ,2 ] } ")?["a"]?.integers == [1, 2])
    #expect(JSONValue(parsing: "\"\\u00d7\\/\\u0041\"")?.string == "×/A")
    #expect(JSONValue(parsing: "\"\\ud83d\\uDE00\"")?.string == "😀")
    #expect(JSONValue(parsing: "-1.5E+2")?.text == "-150.0")
  }

  @Test(arguments: [
    "", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "tru", "1 2", "\"x", "\"\\x\"", "-",
    "1e", "+1", "01", "-01", "1.", ".5", "0x1", "1e+", "Infinity", "NaN", "\"\u{1}\"", "\"\n\"",
    "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\udE00\"", "\"\\u+041\"", "\"\\u00\"", "nullx", "[1}",
    String(repeating: "[", count: 100_000),
  ]) func otherTextIsNoJSON(_ text: String) {
    #expect(JSONValue(parsing: text) == nil)
  }

  @Test func valuesAreCounted() {
    #expect(JSONValue(parsing: "[1, {\"a\": 2}]", atMost: 4) != nil)
    #expect(JSONValue(parsing: "[1, {\"a\": 2}]", atMost: 3) == nil)
  }
}
