import ImageCodecs
import TensorCore
import TestSupport
import Testing

@Suite struct ImageConversionTests {
  private let rgb = ImageFile.row([255, 0, 0, 0, 255, 0, 0, 0, 255, 51, 102, 153], channels: 3)
  private let rgba = ImageFile.row(
    [255, 0, 0, 255, 0, 255, 0, 0, 102, 51, 0, 51], channels: 4, type: "RGB_ALPHA")

  private func values(
    _ bytes: [UInt8], _ change: (inout ConversionOptions) -> Void
  ) throws -> [Double] {
    try ImageFile.tensor(bytes) {
      $0.scale = ElementScale(elementType: .float64)
      change(&$0)
    }.values
  }

  @Test func greyIsWeighted() throws {
    let grey = try values(rgb) { $0.channels = .gray }
    #expect(grey[..<3] == [0.299, 0.587, 0.114])
    #expect(abs(grey[3] - (0.299 * 51 + 0.587 * 102 + 0.114 * 153) / 255) < 1e-15)
    let light = try values(rgb) {
      $0.channels = .gray
      $0.isLinear = true
    }
    #expect(light[..<3] == [0.2126, 0.7152, 0.0722])
    #expect(try ImageFile.tensor(rgb) { $0.channels = .gray }.shape.axes == [1, 4, 1])
  }

  @Test func greyBecomesRGB() throws {
    let image = ImageFile.row([0, 51], type: "GRAYSCALE")
    #expect(try values(image) { $0.channels = .rgb } == [0, 0, 0, 0.2, 0.2, 0.2])
    let alpha = ImageFile.row([51, 102], channels: 2, type: "GRAYSCALE_ALPHA")
    #expect(try values(alpha) { $0.channels = .rgb } == [0.2, 0.2, 0.2, 0.4])
    #expect(try values(rgb) { $0.channels = .rgb } == values(rgb) { _ in })
  }

  @Test func opacityIsDroppedOrApplied() throws {
    #expect(try values(rgba) { $0.alpha = .drop } == [1, 0, 0, 0, 1, 0, 0.4, 0.2, 0])
    let over = try values(rgba) { $0.alpha = .over([0, 0.5, 1]) }
    let last = [0.4 * 0.2, 0.2 * 0.2 + 0.5 * 0.8, 0.8]
    #expect(over[..<6] == [1, 0, 0, 0, 0.5, 1])
    #expect(zip(over[6...], last).allSatisfy { abs($0 - $1) < 1e-15 })
    let grey = ImageFile.row([255, 0], channels: 2, type: "GRAYSCALE_ALPHA")
    #expect(try values(grey) { $0.alpha = .over([0.5, 0.5, 0.5]) } == [0.5])
    #expect(
      try values(grey) {
        $0.alpha = .over([0, 0.5, 1])
        $0.channels = .rgb
      } == [0, 0.5, 1])
    #expect(try values(rgb) { $0.alpha = .over([1, 1, 1]) } == values(rgb) { _ in })
  }

  @Test func lightFollowsTheCurve() throws {
    let samples = Array(0...255)
    let light = try values(ImageFile.row(samples)) { $0.isLinear = true }
    #expect(light[0] == 0 && light[255] == 1)
    #expect(light[10] == 10.0 / 255 / 12.92)
    // 0.5 of the sRGB curve is 0.2140; opacity stays as it is.
    #expect(abs(light[188] - 0.502886) < 1e-6)
    #expect(zip(light, light.dropFirst()).allSatisfy { $0 < $1 })
    let withAlpha = try values(ImageFile.row([188, 188], channels: 2, type: "GRAYSCALE_ALPHA")) {
      $0.isLinear = true
    }
    #expect(withAlpha == [light[188], 188.0 / 255])
  }

  @Test func layoutsAreKept() throws {
    for name in ["NCHW", "NHWC", "CHWN", "WHCN", "NCWH", "HWC", "CHW", "chw"] {
      let layout = try DataLayout(name, dims: 2)
      let bytes = try ImageFile.golden("opencv-rgb-8.png")
      let tensor = try ImageFile.tensor(bytes) {
        $0.layout = layout
        $0.scale = ElementScale(elementType: .uint8)
      }
      let plain = try ImageFile.tensor(bytes) { $0.scale = ElementScale(elementType: .uint8) }
      let letters = name.uppercased().filter { $0 != "N" }
      let order = letters.map { ["H": 0, "W": 1, "C": 2][$0]! }
      #expect(Comparison.difference(tensor, try plain.permuted(order)) == nil, "\(name)")
    }
  }

  /// What Pillow makes of it: see Tests/Golden/make_images.py.
  @Test func resamplesAsPillowDoes() throws {
    let bytes = try ImageFile.golden("opencv-rgb-8.png")
    let expected = try TensorStream.read(path: Golden.path("images/resampled.npy"))
    let sizes = [(13, 11), (5, 4), (26, 33), (1, 1), (7, 40), (100, 3)]
    for (index, tensor) in expected.enumerated() {
      let (width, height) = sizes[index % sizes.count]
      let actual = try ImageFile.tensor(bytes) {
        $0.size = ImageSize(width: width, height: height)
        $0.filter = index < sizes.count ? .bilinear : .box
      }
      // Pillow rounds to float32 twice more.
      let bound = [Double](repeating: 2e-7, count: tensor.count)
      #expect(Comparison.difference(actual, tensor, bound: bound) == nil)
    }
    #expect(expected.count == 2 * sizes.count)
  }

  /// A transparent pixel's color does not bleed into its neighbours.
  @Test func opacityWeighsColorsWhenResampling() throws {
    let image = ImageFile.row([255, 0, 0, 255, 0, 255, 0, 0], channels: 4, type: "RGB_ALPHA")
    let values = try values(image) {
      $0.size = ImageSize(width: 1, height: 1)
      $0.filter = .box
    }
    #expect(values == [1, 0, 0, 0.5])
  }

  @Test func manyChannelsAreNoColors() throws {
    let image = ImageFile.row([1, 2, 3, 4, 5], channels: 5)
    #expect(throws: ConversionError.colorChannels(5)) {
      try ImageFile.tensor(image) { $0.channels = .gray }
    }
    #expect(try ImageFile.tensor(image).shape.axes == [1, 1, 5])
  }
}
