import TensorArchives
import TensorCore

/// Arrays on their way into a safetensors file, whose header tells all of them before the first
/// element: files are read twice, what comes through a pipe is held.
struct SafetensorsPacking {
  private enum Source {
    case held(Tensor)
    /// An array of a file, by its number there.
    case file(path: String, array: Int)
  }

  private let members: [SafetensorsLayout.Member]
  private let sources: [Source]
  private let layout: SafetensorsLayout

  /// Reads the headers of all arrays.
  init(_ inputs: PackInputs, metadata: [(String, String)]) throws {
    var members: [SafetensorsLayout.Member] = []
    var sources: [Source] = []
    try inputs.forEach { name, path, reader in
      try SafetensorsLayout.check(name)
      let header = reader.header!
      members.append(.init(name, header.elementType, header.shape))
      sources.append(
        reader.waits
          ? .held(try reader.readTensor())
          : .file(path: path, array: reader.arraysStarted - 1))
    }
    layout = try SafetensorsLayout(members, metadata: metadata)
    (self.members, self.sources) = (members, sources)
  }

  func write(to path: String?) throws {
    let writer = try SafetensorsWriter(path: path, layout)
    var current: (path: String, reader: TensorReader)?
    for place in layout.order {
      switch sources[place] {
      case .held(let tensor): try writer.add(tensor)
      case .file(let path, let array):
        // Arrays of one file mostly come in its order.
        if current?.path != path || current!.reader.arraysStarted > array {
          current = (path, try TensorReader(path: path))
        }
        let reader = current!.reader
        while reader.arraysStarted <= array, try reader.next() != nil {}
        guard reader.arraysStarted == array + 1, let header = reader.header,
          header.elementType == members[place].elementType, header.shape == members[place].shape
        else { throw PackError.changed(stream: reader.name) }
        try writer.add(from: reader)
      }
    }
    try writer.finish()
  }
}
