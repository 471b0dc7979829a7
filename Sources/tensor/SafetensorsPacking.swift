import TensorArchives
import TensorCore

/// Arrays on their way into a safetensors file, whose header tells all of them before the first
/// element: files are read twice, what comes through a pipe is held.
struct SafetensorsPacking {
  private enum Source {
    case held(Tensor)
    /// An array of a file, by its place and number there.
    case file(path: String, place: Int, array: Int)
  }

  private let members: [SafetensorsLayout.Member]
  private let sources: [Source]
  private let layout: SafetensorsLayout

  /// Reads the headers of all arrays.
  init(_ inputs: PackInputs, metadata: [(String, String)]) throws {
    var members: [SafetensorsLayout.Member] = []
    var sources: [Source] = []
    try inputs.forEach { name, path, array in
      try SafetensorsLayout.check(name)
      let (header, reader) = (array.header, array.reader)
      members.append(.init(name, header.elementType, header.shape))
      if let place = reader.place {
        sources.append(.file(path: path, place: place, array: reader.arraysStarted - 1))
      } else {
        sources.append(.held(try reader.readTensor()))
      }
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
      case .file(let path, let start, let number):
        if current?.path != path { current = (path, try TensorReader(path: path)) }
        let reader = current!.reader
        guard reader.move(to: start, array: number), let array = try reader.next(),
          array.header.elementType == members[place].elementType,
          array.header.shape == members[place].shape
        else { throw PackError.changed(stream: reader.name) }
        try writer.add(array)
      }
    }
    try writer.finish()
  }
}
