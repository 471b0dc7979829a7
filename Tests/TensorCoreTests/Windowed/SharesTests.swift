import Testing

@testable import TensorCore

/// What parts of some work get.
@Suite struct SharesTests {
  @Test func sharesFollowEachOtherAndAreCutAtGrains() {
    for count in [0, 1, 5, 12, 13, 97] {
      for parts in 1...9 {
        for grain in [1, 2, 5, 12] {
          let shares = (0..<parts).map { Range.share(count, part: $0, of: parts, grain: grain) }
          let comment: Comment = "\(count) for \(parts), by \(grain)"
          #expect(shares.flatMap { Array($0) } == Array(0..<count), comment)
          #expect(
            shares.allSatisfy { $0.upperBound == count || $0.upperBound % grain == 0 }, comment)
          let grains = shares.map { ($0.count + grain - 1) / grain }
          #expect(grains.max()! - grains.min()! <= 1, comment)
        }
      }
    }
  }

  @Test func bytesAreSharedWithoutGaps() {
    let bytes = (0..<37).map { UInt8($0) }
    bytes.withUnsafeBytes { all in
      let shares = (0..<5).map { all.share($0, of: 5) }
      #expect(shares.flatMap { Array($0) } == bytes)
    }
    #expect(UnsafeRawBufferPointer.empty.share(2, of: 3).isEmpty)
  }
}
