/// One rearrangement on its way through an array.
struct RearrangementWalk {
  private let plan: Rearrangement
  private let elementSize: Int
  private let reader: TensorReader
  private let writer: TensorWriter
  /// Axes that are walked through; the others are held together.
  private let leading: Int
  /// Elements of the source for each position along an axis.
  private let pitches: [Int]
  private var input: Storage?
  private var output: Storage?

  /// Bytes that are held together, where the axes allow.
  private static let blockBytes = 1 << 20

  init(_ plan: Rearrangement, elementSize: Int, reader: TensorReader, writer: TensorWriter) {
    self.plan = plan
    self.elementSize = elementSize
    self.reader = reader
    self.writer = writer
    pitches = StridedCopy.strides(plan.source.axes)
    let inPlace = plan.selections.enumerated().prefix { $1.axis == $0 && $1.step > 0 }.count
    var leading = 0
    while leading < inPlace,
      plan.source.axes[leading...].reduce(elementSize, *) > Self.blockBytes
    {
      leading += 1
    }
    self.leading = leading
  }

  mutating func run() throws {
    if leading == 0 {
      try copy(rows: 1, span: 1, pitch: plan.source.count, step: 0)
    } else {
      try walk(axis: 0)
    }
  }

  /// Goes through the selected positions of one axis, passing over the others.
  private mutating func walk(axis: Int) throws {
    let selection = plan.selections[axis]
    let pitch = pitches[axis]
    var position = 0
    var done = 0
    while done < selection.count {
      let next = selection.start + done * selection.step
      try skip((next - position) * pitch)
      if axis < leading - 1 {
        try walk(axis: axis + 1)
        position = next + 1
        done += 1
      } else {
        let wanted = max(1, Self.blockBytes / (pitch * elementSize) / selection.step)
        let rows = min(wanted, selection.count - done)
        let span = (rows - 1) * selection.step + 1
        try copy(rows: rows, span: span, pitch: pitch, step: selection.step)
        position = next + span
        done += rows
      }
    }
    try skip((plan.source[axis] - position) * pitch)
  }

  private func skip(_ count: Int) throws(StreamError) {
    if count > 0 { try reader.read(count: count) { _ in } }
  }

  /// Reads `span` rows of `pitch` elements and writes what is selected of every `step`-th.
  private mutating func copy(rows: Int, span: Int, pitch: Int, step: Int) throws {
    let inner = plan.selections[leading...]
    let offset = inner.reduce(0) { $0 + $1.start * pitches[$1.axis] }
    let inputBytes = span * pitch * elementSize
    let outputBytes = inner.reduce(rows * elementSize) { $0 * $1.count }
    try reader.require(count: span * pitch)
    let input = try Self.room(inputBytes, &input)
    let output = try Self.room(outputBytes, &output)
    try input.withBytes { source in
      try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: source[..<inputBytes]))
      try output.withBytes { target in
        StridedCopy.copy(
          from: source.baseAddress! + offset * elementSize, to: target.baseAddress!,
          elementSize: elementSize, axes: [rows] + inner.map(\.count),
          strides: [step * pitch] + inner.map { $0.step * pitches[$0.axis] })
        try writer.write(UnsafeRawBufferPointer(rebasing: target[..<outputBytes]))
      }
    }
  }

  private static func room(_ bytes: Int, _ storage: inout Storage?) throws -> Storage {
    if let storage, storage.byteCount >= bytes { return storage }
    let larger = try Storage(byteCount: bytes)
    storage = larger
    return larger
  }
}
