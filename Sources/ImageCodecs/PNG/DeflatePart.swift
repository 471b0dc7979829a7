import CZlib

/// One part of a stream that is deflated in parts.
///
/// Filtered rows of photographs hold noise in which nothing repeats: looking for repetitions
/// takes ten times as long there as coding bytes and runs alone, and comes out larger, since
/// zlib prefers short repetitions that cost more than their bytes. Drawings, though, become a
/// fraction by repetitions. So both ways are tried on samples of the part. The choice depends on
/// the data alone.
struct DeflatePart {
  let bytes: UnsafePointer<UInt8>
  /// How many bytes before `bytes` may be referred to.
  let before: Int
  let count: Int
  let level: Int
  let target: UnsafeMutablePointer<UInt8>
  let capacity: Int

  /// Bytes of each of the two samples.
  private static let sampleSize = 1 << 13
  /// The share that looking for repetitions has to come down to, and what a quick look may take
  /// for the thorough one to be tried.
  private static let worthwhile = 0.97
  private static let hopeful = 1.1

  /// Deflates the part; 0 for lack of memory.
  func run(last: Bool) -> Int {
    guard level > 0 else { return deflate(0..<count, level: level, last: last) }
    if count <= 4 * Self.sampleSize {
      // The smaller of both, which has to be the one that is there at the end.
      let all = deflate(0..<count, level: level, last: last)
      let runs = deflate(0..<count, last: last)
      return runs <= all ? runs : deflate(0..<count, level: level, last: last)
    }
    return deflate(0..<count, level: repeats ? level : nil, last: last)
  }

  /// Whether two samples, in the middle of each half, come out smaller with repetitions.
  private var repeats: Bool {
    let samples = [count / 4, count / 4 * 3].map {
      ($0 - Self.sampleSize / 2)..<($0 + Self.sampleSize / 2)
    }
    func size(_ level: Int?) -> Double {
      Double(samples.reduce(0) { $0 + deflate($1, level: level, last: false) })
    }
    let runs = size(nil)
    return size(1) < Self.hopeful * runs && size(level) < Self.worthwhile * runs
  }

  /// - Parameter level: how hard to look for repetitions; nil: runs of a byte only.
  private func deflate(_ range: Range<Int>, level: Int? = nil, last: Bool) -> Int {
    let window = min(before + range.lowerBound, 1 << 15)
    let from = bytes + range.lowerBound
    return cdeflate_part(
      from - window, window, from, range.count, Int32(level ?? 1), level == nil ? 1 : 0,
      last ? 1 : 0, target, capacity)
  }
}
