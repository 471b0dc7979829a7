import KernelInterface

/// A wave under a Gaussian: exp(−(u² + aspect²·v²) / 2σ²)·cos(2π(u/wavelength + phase)), with x to the
/// right and y downward from the centre, u = x·cos θ + y·sin θ and v = y·cos θ − x·sin θ
/// (Daugman, 'Uncertainty relation for resolution in space, spatial frequency, and orientation', 1985).
///
/// Lengths are in elements, angles in turns. It is not scaled: the centre is cos 2π·phase.
public struct Gabor: Equatable, Sendable {
  public var sigma: Double
  public var wavelength: Double
  /// From the x axis to the direction in which the wave goes.
  public var direction: Double
  public var phase: Double
  /// The Gaussian's width across the stripes over its length along them.
  public var aspect: Double

  public init(
    sigma: Double, wavelength: Double, direction: Double, phase: Double, aspect: Double
  ) {
    self.sigma = sigma
    self.wavelength = wavelength
    self.direction = direction
    self.phase = phase
    self.aspect = aspect
  }

  /// The elements in C order, in float64: products and sums as they are written above, each
  /// rounded, and the project's own exponential and cosine.
  func values(height: Int, width: Int, kernels: ElementaryTable) -> [Double] {
    func apply(_ function: UnaryFunction, _ values: [Double]) -> [Double] {
      var values = values
      values.withUnsafeMutableBufferPointer {
        kernels.unary(function, $0.baseAddress!, $0.baseAddress!, $0.count)
      }
      return values
    }
    let (cosine, sine) = (apply(.cosTurns, [direction])[0], apply(.sinTurns, [direction])[0])
    var exponents: [Double] = []
    var turns: [Double] = []
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = (Double(column) - Double(width - 1) / 2, Double(row) - Double(height - 1) / 2)
        let u = x * cosine + y * sine
        let v = y * cosine - x * sine
        exponents.append(
          -(u * u + aspect * aspect * (v * v)) / (2 * (sigma * sigma)))
        turns.append(u / wavelength + phase)
      }
    }
    // Plus 0: where the wave is 0, its sign is none of the filter's.
    return zip(apply(.exp, exponents), apply(.cosTurns, turns)).map { $0 * $1 + 0 }
  }
}
