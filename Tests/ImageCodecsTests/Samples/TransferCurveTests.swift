import Foundation
import ImageCodecs
import Testing

@Suite struct TransferCurveTests {
  @Test func agreesWithThePowersOfTheSystem() {
    for step in 0...1000 {
      let stored = Double(step) / 1000
      let expected = stored <= 0.04045 ? stored / 12.92 : pow((stored + 0.055) / 1.055, 2.4)
      #expect(abs(TransferCurve.sRGB.light(stored) - expected) < 2e-14)
      for exponent in [1.0, 1.8, 2.2, 0.45, 3.0] {
        #expect(abs(TransferCurve.power(exponent).light(stored) - pow(stored, exponent)) < 2e-14)
      }
    }
  }
}
