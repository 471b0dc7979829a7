import Testing

@testable import TensorCore

@Suite struct PhiloxTests {
  /// `philox4x32 10` of tests/kat_vectors in https://github.com/DEShawResearch/random123.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt64], [UInt64], [UInt32])])
  func givesTheKnownAnswers(_ counter: [UInt64], _ key: [UInt64], _ words: [UInt32]) {
    let block = Philox(seed: key[1] << 32 | key[0])
      .block(counter[1] << 32 | counter[0], sequence: counter[3] << 32 | counter[2])
    #expect(block == SIMD4(words))
  }
}
