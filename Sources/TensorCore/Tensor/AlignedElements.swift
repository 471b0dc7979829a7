/// Elements that kernels read vector by vector, at a multiple of 64 bytes: no vector then lies
/// across two lines of the cache, which costs a hundredth of a wide layer's time.
struct AlignedElements<Scalar: ComputeScalar>: Sendable {
  private let storage: Storage
  let count: Int

  init(_ elements: [Scalar]) throws(MemoryError) {
    count = elements.count
    storage = try Storage(byteCount: count * MemoryLayout<Scalar>.stride)
    storage.withBytes { _ = $0.initializeMemory(as: Scalar.self, from: elements) }
  }

  func withPointer<Result>(_ body: (UnsafePointer<Scalar>) throws -> Result) rethrows -> Result {
    try storage.withBytes {
      try body(UnsafePointer($0.assumingMemoryBound(to: Scalar.self).baseAddress!))
    }
  }
}
