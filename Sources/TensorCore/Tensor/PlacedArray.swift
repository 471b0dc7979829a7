/// Elements that stay at one place for as long as this lives: kernels get the place, without a closure
/// for each array, and without its being held on to in between.
///
/// What uses `start` has to keep the array alive, as a plan does that holds it. Nothing writes to it after
/// it has been made. It starts at a multiple of 64 bytes: no vector then lies across two lines of the cache,
/// which costs a hundredth of a wide layer's time.
final class PlacedArray<Element: Sendable>: @unchecked Sendable {
  let start: UnsafePointer<Element>
  let count: Int

  /// A copy of few elements.
  convenience init(_ elements: [Element]) {
    let memory = Self.allocate(elements.count)!
    memory.initialize(from: elements, count: elements.count)
    self.init(memory, count: elements.count)
  }

  /// - Parameter initialize: puts `count` elements into memory that has none.
  /// - Throws: `MemoryError` if the system does not give as much.
  convenience init(
    count: Int, initialize: (UnsafeMutablePointer<Element>) -> Void
  ) throws(MemoryError) {
    guard let memory = Self.allocate(count) else {
      throw MemoryError(byteCount: count * MemoryLayout<Element>.stride)
    }
    initialize(memory)
    self.init(memory, count: count)
  }

  private init(_ memory: UnsafeMutablePointer<Element>, count: Int) {
    start = UnsafePointer(memory)
    self.count = count
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element>? {
    OperatingSystem.allocate(byteCount: count * MemoryLayout<Element>.stride, alignment: 64)?
      .bindMemory(to: Element.self, capacity: count)
  }

  deinit {
    let memory = UnsafeMutablePointer(mutating: start)
    memory.deinitialize(count: count)
    OperatingSystem.free(memory)
  }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }
}
