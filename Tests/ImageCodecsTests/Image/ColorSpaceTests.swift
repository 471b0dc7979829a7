import ImageCodecs
import Testing

@Suite struct ColorSpaceTests {
  /// What every viewer does anyway is no news.
  @Test func usualOnesAreSilent() {
    for space in [ColorSpace.sRGB, .gamma(0.45455), .profile("sRGB IEC61966-2.1")] {
      #expect(space.disregarded(isLinear: false) == nil)
      #expect(space.disregarded(isLinear: true) == nil)
    }
  }

  @Test func othersAreNamed() {
    #expect(ColorSpace.gamma(1).disregarded(isLinear: false)?.contains("gAMA") == true)
    #expect(ColorSpace.gamma(1).disregarded(isLinear: true) == nil)
    for isLinear in [false, true] {
      let text = ColorSpace.profile("Adobe RGB (1998)").disregarded(isLinear: isLinear)
      #expect(text?.contains("'Adobe RGB (1998)' (iCCP) is not applied") == true)
    }
  }
}
