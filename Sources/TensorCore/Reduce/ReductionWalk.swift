/// The way through elements in C order, which tells of each what result it belongs to and which
/// number it has among that one's elements.
struct ReductionWalk {
  private let lengths: [Int]
  /// From one position of a group to the next: results of a kept one, numbers of a reduced one.
  private let outputSteps: [Int]
  private let numberSteps: [Int]
  /// The place in all groups but the last two.
  private var place: [Int]
  /// Result and number of the first element of the current plane, which the last two groups are.
  private var output = 0
  private var number: Int
  private var row = 0
  private var column = 0

  /// - Parameter groups: the last but one is reduced, the last one kept.
  init(_ groups: [ReductionLayout.Group], firstPosition: Int) {
    var (outputStep, numberStep) = (1, 1)
    var (outputSteps, numberSteps) = ([Int](), [Int]())
    for group in groups.reversed() {
      outputSteps.append(group.isKept ? outputStep : 0)
      numberSteps.append(group.isKept ? 0 : numberStep)
      if group.isKept { outputStep *= group.length } else { numberStep *= group.length }
    }
    lengths = groups.map(\.length)
    self.outputSteps = outputSteps.reversed()
    self.numberSteps = numberSteps.reversed()
    place = [Int](repeating: 0, count: groups.count - 2)
    number = firstPosition
  }

  /// Hands the next `count` elements to an accumulator.
  mutating func feed<Accumulator: ReductionAccumulator>(
    _ elements: UnsafePointer<Accumulator.Element>, _ count: Int,
    to accumulator: inout Accumulator
  ) throws(MemoryError) {
    let rows = lengths[lengths.count - 2]
    let columns = lengths[lengths.count - 1]
    var done = 0
    while done < count {
      let left = count - done
      let whole = column == 0 ? min(left / columns, rows - row) : 0
      let (numbers, outputs) = whole > 0 ? (whole, columns) : (1, min(left, columns - column))
      try accumulator.reserve(output + column + outputs, end: number + row + numbers)
      accumulator.add(
        elements + done, numbers: numbers, outputs: outputs, output: output + column,
        number: number + row)
      done += numbers * outputs
      column += outputs
      if column == columns {
        column = 0
        row += numbers
        if row == rows { nextPlane() }
      }
    }
  }

  private mutating func nextPlane() {
    row = 0
    for group in place.indices.reversed() {
      place[group] += 1
      output += outputSteps[group]
      number += numberSteps[group]
      if place[group] < lengths[group] { return }
      output -= outputSteps[group] * lengths[group]
      number -= numberSteps[group] * lengths[group]
      place[group] = 0
    }
  }
}
