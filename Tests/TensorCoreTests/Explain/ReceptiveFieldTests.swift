import TensorCore
import TestSupport
import Testing

@Suite struct ReceptiveFieldTests {
  @Test func stagesCompound() throws {
    var field = ReceptiveField(axes: [.init(size: 1, stride: 1, start: 0)])
    let same = Padding.amounts([.init(before: 1, after: 1)])
    for (kernel, stride, dilation, padding, size, step, start) in [
      (3, 1, 1, same, 3, 1, -1), (2, 2, 1, Padding.valid, 4, 2, -1), (3, 1, 2, same, 12, 2, -3),
      (1, 3, 1, .valid, 12, 6, -3),
    ] {
      field = try field.after(
        try Window(
          spatial: [100], kernel: [kernel], stride: [stride], dilation: [dilation],
          padding: padding))
      #expect(field.axes == [.init(size: size, stride: step, start: start)])
    }
  }

  /// By pushing a mark through the stages: result i changes exactly with the input elements that
  /// the field names.
  @Test func isWhatAResultDependsOn() throws {
    var generator = SeededGenerator.forTest("receptive field")
    for _ in 0..<30 {
      let length = 60
      var field = ReceptiveField(axes: [.init(size: 1, stride: 1, start: 0)])
      // For each element, the input elements that it depends on.
      var sets = (0..<length).map { Set([$0]) }
      for _ in 0..<generator.integer(1...3) {
        let pads = Padding.Amount(before: generator.integer(0...2), after: generator.integer(0...2))
        let window = try Window(
          spatial: [sets.count], kernel: [generator.integer(1...3)],
          stride: [generator.integer(1...2)], dilation: [generator.integer(1...2)],
          padding: .amounts([pads]))
        let axis = window.axes[0]
        sets = (0..<axis.output).map { index in
          (0..<axis.kernel).reduce(into: Set<Int>()) { all, tap in
            let at = index * axis.stride + tap * axis.dilation - axis.before
            if sets.indices.contains(at) { all.formUnion(sets[at]) }
          }
        }
        field = try field.after(window)
      }
      let axis = field.axes[0]
      for (index, set) in sets.enumerated() {
        let first = index * axis.stride + axis.start
        guard let least = set.min(), let most = set.max() else { continue }
        #expect(least >= first && most < first + axis.size)
        // Away from the borders the field is not larger than it has to be.
        if first >= 0, first + axis.size <= length {
          #expect(least == first && most == first + axis.size - 1)
        }
      }
    }
  }

  @Test func otherAxesAndLengthsBeyondCountingAreRefused() throws {
    let plane = try Window(spatial: [9, 9], kernel: [3])
    #expect(throws: ExplanationError.dims(2, before: 1)) {
      try ReceptiveField(axes: [.init(size: 1, stride: 1, start: 0)]).after(plane)
    }
    let wide = try Window(
      spatial: [9, 9], kernel: [2], stride: [1 << 30],
      padding: .amounts([.init(before: 9, after: 9)]))
    var field = ReceptiveField(
      axes: [.init(size: 1, stride: 1, start: 0), .init(size: 1, stride: 1, start: 0)])
    field = try field.after(wide)
    #expect(throws: GeometryError.tooLarge) { try field.after(wide) }
  }
}
