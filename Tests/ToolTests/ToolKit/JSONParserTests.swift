import Testing
import ToolKit

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
  }

  @Test(arguments: [
    "", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "tru", "1 2", "\"x", "\"\\x\"", "-",
    "1e",
    "[1}", String(repeating: "[", count: 100_000),
  ]) func otherTextIsNoJSON(_ text: String) {
    #expect(JSONValue(parsing: text) == nil)
  }
}
