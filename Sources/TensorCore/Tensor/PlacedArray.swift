/// Elements that stay at one place for as long as this lives: kernels get the place, without a closure
/// for each array, and without its being held on to in between.
///
/// What uses `start` has to keep the array alive, as a plan does that holds it. Nothing writes to it. For tables
/// of offsets and the weights of small filters; `AlignedElements` holds what may be too large for the memory.
final class PlacedArray<Element: Sendable>: @unchecked Sendable {
  let start: UnsafePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    memory.initialize(from: elements, count: count)
    start = UnsafePointer(memory)
  }

  deinit {
    UnsafeMutablePointer(mutating: start).deinitialize(count: count)
    start.deallocate()
  }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }
}
