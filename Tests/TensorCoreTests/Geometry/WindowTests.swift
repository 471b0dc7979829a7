import TestSupport
import Testing

@testable import TensorCore

@Suite struct WindowTests {
  private func axis(
    _ input: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, padding: Padding = .valid,
    mode: PadMode = .zero, ceilMode: Bool = false
  ) throws(GeometryError) -> AxisWindow {
    try Window(
      spatial: [input], kernel: [kernel], stride: [stride], dilation: [dilation],
      padding: padding, mode: mode, ceilMode: ceilMode
    ).axes[0]
  }

  private func amount(_ before: Int, _ after: Int) -> Padding {
    .amounts([.init(before: before, after: after)])
  }

  @Test func outputSizes() throws {
    #expect(try axis(7, kernel: 3).output == 5)
    #expect(try axis(7, kernel: 3, stride: 2).output == 3)
    #expect(try axis(8, kernel: 3, stride: 2).output == 3)
    #expect(try axis(7, kernel: 3, dilation: 3).output == 1)
    #expect(try axis(7, kernel: 3, dilation: 2).effective == 5)
    #expect(try axis(7, kernel: 7).output == 1)
    #expect(try axis(1, kernel: 1, stride: 9).output == 1)
    #expect(try axis(5, kernel: 3, padding: amount(0, 4)).output == 7)
    #expect(try axis(5, kernel: 3, padding: .full).output == 7)
    #expect(try axis(5, kernel: 3, dilation: 2, padding: .full).output == 9)
  }

  /// `same` for k = 4, n = 7, s = 2: outputs 4, one element of padding more than fits evenly.
  @Test func sameGivesTheOddElementToOneSide() throws {
    let upper = try axis(7, kernel: 4, stride: 2, padding: .same)
    #expect((upper.before, upper.after, upper.output) == (1, 2, 4))
    let lower = try axis(7, kernel: 4, stride: 2, padding: .sameLower)
    #expect((lower.before, lower.after, lower.output) == (2, 1, 4))
    // A stride past the window needs no padding.
    let sparse = try axis(9, kernel: 2, stride: 5, padding: .same)
    #expect((sparse.before, sparse.after, sparse.output) == (0, 0, 2))
  }

  @Test func ceilModeCountsAPartialWindowThatStartsInTheInput() throws {
    #expect(try axis(4, kernel: 3, stride: 2, padding: amount(1, 1), ceilMode: true).output == 3)
    #expect(try axis(4, kernel: 3, stride: 2, padding: amount(1, 1)).output == 2)
    #expect(try axis(5, kernel: 2, stride: 2, ceilMode: true).output == 3)
    // The last window would start at 6 = input + before, in the padding: dropped.
    #expect(try axis(5, kernel: 2, stride: 3, padding: amount(1, 1), ceilMode: true).output == 2)
    let over = try axis(4, kernel: 3, stride: 2, padding: amount(1, 1), ceilMode: true)
    #expect(over.padded == 7)
  }

  @Test func refusesWhatYieldsNoOutput() {
    #expect(throws: GeometryError.windowTooLarge("W", window: 5, padded: 4)) {
      try axis(4, kernel: 3, dilation: 2)
    }
    #expect(throws: GeometryError.emptyAxis("W")) { try axis(0, kernel: 1) }
    #expect(throws: GeometryError.paddingTooWide("W", mode: "reflect", padding: 4, limit: 3)) {
      try axis(4, kernel: 3, padding: amount(0, 4), mode: .reflect)
    }
    #expect(throws: GeometryError.paddingTooWide("W", mode: "circular", padding: 5, limit: 4)) {
      try axis(4, kernel: 3, padding: amount(5, 0), mode: .circular)
    }
    #expect(throws: Never.self) { try axis(4, kernel: 3, padding: amount(4, 4), mode: .symmetric) }
    #expect(throws: Never.self) { try axis(1, kernel: 3, padding: amount(9, 9), mode: .replicate) }
  }

  @Test func namesTheAxis() {
    #expect(throws: GeometryError.windowTooLarge("H", window: 3, padded: 2)) {
      try Window(spatial: [9, 2, 9], kernel: [3, 3, 3])
    }
    #expect(throws: GeometryError.emptyAxis("D")) {
      try Window(spatial: [0, 2, 9], kernel: [1])
    }
  }

  @Test func takesOneValueForAllAxesOrOneEach() throws {
    let window = try Window(
      spatial: [9, 8, 7], kernel: [3, 2, 1], stride: [2], dilation: [1, 2, 3],
      padding: .amounts([
        .init(before: 1, after: 0), .init(before: 0, after: 2), .init(before: 0, after: 0),
      ]))
    #expect(window.output == [4, 4, 4])
    #expect(window.axes.map(\.effective) == [3, 3, 1])
    #expect(window.axes.map(\.before) == [1, 0, 0])
    #expect(window.axes.map(\.after) == [0, 2, 0])
    #expect(window.tapCount == 6)
  }

  /// Every geometry of small lengths beside one that is found by trying.
  @Test func agreesWithTheTestsOwnGeometry() throws {
    let modes: [PadMode] = [.zero, .reflect, .symmetric, .replicate, .circular]
    for input in 1...7 {
      for kernel in 1...4 {
        for stride in 1...4 {
          for dilation in 1...3 {
            for padding in [.valid, .same, .sameLower, .full, amount(0, 3), amount(2, 1)] {
              for mode in modes {
                for ceilMode in [false, true] {
                  let plain = PlainAxis(
                    input: input, kernel: kernel, stride: stride, dilation: dilation,
                    padding: padding, axis: 0, mode: mode, ceilMode: ceilMode)
                  let found = try? axis(
                    input, kernel: kernel, stride: stride, dilation: dilation, padding: padding,
                    mode: mode, ceilMode: ceilMode)
                  let same =
                    plain.map { [$0.before, $0.after, $0.output] }
                    == found.map { [$0.before, $0.after, $0.output] }
                  #expect(
                    same,
                    "\(input) \(kernel) \(stride) \(dilation) \(padding) \(mode) \(ceilMode): \(found as Any), \(plain as Any)"
                  )
                }
              }
            }
          }
        }
      }
    }
  }

  @Test func countsTapsInARange() throws {
    // Windows of 3 with dilation 2 start at −2, 1 and 4 in an input of 5.
    let axis = try axis(5, kernel: 3, stride: 3, dilation: 2, padding: amount(2, 4))
    #expect(axis.output == 3)
    #expect((0..<3).map { axis.taps(of: $0, from: 0, upTo: 5) } == [2, 2, 1])
    #expect((0..<3).map { axis.taps(of: $0, from: -2, upTo: 9) } == [3, 3, 3])
  }

  /// Window i of n over an input is ⌊i·input/n⌋ up to ⌈(i + 1)·input/n⌉, in the window, in its reach,
  /// and in the band, where windows of one phase have the same taps.
  @Test func adaptiveWindowsShareTheInput() throws {
    for input in 1...30 {
      for output in 1...35 {
        let axis = try Window(spatial: [input], adaptive: [output]).axes[0]
        let band = BandAxis(axis)
        var longest = 0
        for index in 0..<output {
          let first = index * input / output
          let end = ((index + 1) * input + output - 1) / output
          longest = max(longest, end - first)
          let reach = axis.reach(of: index, countsPadding: false)
          #expect(reach.first == first && reach.first + reach.count == end)
          #expect(axis.countedTaps(of: index, countsPadding: true) == end - first)
          #expect(band.start(index) == first)
          #expect(band.phases[band.phase(index)].map(\.offset) == Array(0..<(end - first)))
        }
        #expect(axis.output == output && axis.kernel == longest)
        #expect(axis.isAdaptive == (input % output > 0))
      }
    }
  }

  /// A header may promise any length.
  @Test func adaptiveWindowsOverLongAxes() throws {
    let (input, output) = (1 << 56 + 1, 1 << 30 - 1)
    let axis = try Window(spatial: [input], adaptive: [output]).axes[0]
    #expect(axis.start(output - 1) + axis.length(of: output - 1) == input)
  }

  @Test func saysWhatIsWrong() {
    #expect(
      GeometryError.windowInPadding(
        "H", output: 0,
        AxisWindow(
          input: 4, kernel: 2, stride: 2, dilation: 1, before: 3, after: 1, output: 3)
      ).message
        == "along H window 0 covers only padding (3:1 around 4 elements, windows over 2): expected an element of the input in each"
    )
    #expect(
      GeometryError.windowTooLarge("H", window: 5, padded: 4).message
        == "along H the window covers 5 elements, but the padded input has 4")
    #expect(
      GeometryError.paddingTooWide("W", mode: "reflect", padding: 4, limit: 3).message
        == "along W pad mode reflect allows padding up to 3, got 4")
    #expect(GeometryError.tooLarge.category == .data)
  }
}
