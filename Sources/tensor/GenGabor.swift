import ArgumentParser
import TensorCore
import ToolKit

struct GenGabor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gabor", abstract: "A wave under a Gaussian; answers to stripes and edges.",
    discussion: """
      exp(-(u^2 + aspect^2 v^2) / 2 sigma^2) cos(2 pi u/wavelength + phase), with x to the right and \
      y downward from the centre, u = x cos theta + y sin theta, v = y cos theta - x sin theta.
      """)
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The Gaussian's width (default: 0.56 wavelengths).", valueName: "X"))
  var sigma: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Elements from one crest to the next.", valueName: "X"))
  var wavelength = "4"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Degrees from the x axis to where the wave goes: 0 answers to vertical stripes.",
      valueName: "DEGREES"))
  var theta = "0"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the wave in the centre: 0 a crest, -90 rising to the right: an edge.",
      valueName: "DEGREES"))
  var phase = "0"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Width of the Gaussian across the stripes over its length along them.", valueName: "X"))
  var aspect = "0.5"
  @OptionGroup var filter: FilterOptions

  func run() throws {
    func turns(_ degrees: String, _ option: String) throws -> Double {
      let value = try OptionValue.number(degrees, option: option)
      guard value.magnitude <= 1e6 else {
        throw UsageError("\(option) expects degrees, got '\(degrees)'")
      }
      return value / 360
    }
    let wavelength = try OptionValue.positive(wavelength, option: "--wavelength")
    let gabor = Gabor(
      sigma: try sigma.map { try OptionValue.positive($0, option: "--sigma") } ?? 0.56 * wavelength,
      wavelength: wavelength, direction: try turns(theta, "--theta"),
      phase: try turns(phase, "--phase"),
      aspect: try OptionValue.positive(aspect, option: "--aspect"))
    try filter.write(.gabor(gabor))
  }
}
