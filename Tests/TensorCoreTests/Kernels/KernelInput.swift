/// What a kernel reads, at an address that stays while this lives. A job holds only pointers: the
/// inputs must be kept alive over the call.
final class KernelInput<Element> {
  let start: UnsafePointer<Element>
  let elements: [Element]

  init(_ elements: [Element]) {
    self.elements = elements
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
    memory.initialize(from: elements, count: elements.count)
    start = UnsafePointer(memory)
  }

  deinit { start.deallocate() }

  subscript(index: Int) -> Element { elements[index] }
}
