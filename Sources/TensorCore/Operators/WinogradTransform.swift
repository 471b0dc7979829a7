/// The minimal algorithm F(m×m, 3×3) of Winograd, as Lavin and Gray give it for convolutional
/// layers ("Fast Algorithms for Convolutional Neural Networks", 2015):
///
///     Y = Aᵀ · [(G·g·Gᵀ) ⊙ (Bᵀ·d·B)] · A
///
/// with a kernel g of 3×3, a tile d of (m + 2)×(m + 2) inputs and m×m outputs Y.
struct WinogradTransform: Sendable {
  /// Outputs of a tile along each axis.
  let outputs: Int
  /// Bᵀ: `inputs × inputs`, row-major.
  let input: [Double]
  /// G: `inputs × 3`.
  let filter: [Double]
  /// Aᵀ: `outputs × inputs`.
  let output: [Double]

  /// Inputs of a tile along each axis.
  var inputs: Int { outputs + 2 }

  /// Four multiplications for two outputs; interpolates at 0, 1, −1 and ∞.
  static var twoByTwo: WinogradTransform {
    WinogradTransform(
      outputs: 2,
      input: [
        1, 0, -1, 0,
        0, 1, 1, 0,
        0, -1, 1, 0,
        0, 1, 0, -1,
      ],
      filter: [
        1, 0, 0,
        0.5, 0.5, 0.5,
        0.5, -0.5, 0.5,
        0, 0, 1,
      ],
      output: [
        1, 1, 1, 0,
        0, 1, -1, -1,
      ])
  }

  /// Six multiplications for four outputs; interpolates at 0, 1, −1, 2, −2 and ∞.
  static var fourByFour: WinogradTransform {
    WinogradTransform(
      outputs: 4,
      input: [
        4, 0, -5, 0, 1, 0,
        0, -4, -4, 1, 1, 0,
        0, 4, -4, -1, 1, 0,
        0, -2, -1, 2, 1, 0,
        0, 2, -1, -2, 1, 0,
        0, 4, 0, -5, 0, 1,
      ],
      filter: [
        1.0 / 4, 0, 0,
        -1.0 / 6, -1.0 / 6, -1.0 / 6,
        -1.0 / 6, 1.0 / 6, -1.0 / 6,
        1.0 / 24, 1.0 / 12, 1.0 / 6,
        1.0 / 24, -1.0 / 12, 1.0 / 6,
        0, 0, 1,
      ],
      output: [
        1, 1, 1, 1, 1, 0,
        0, 1, -1, 2, -2, 0,
        0, 1, 1, 4, 4, 0,
        0, 1, -1, 8, -8, 1,
      ])
  }

  /// G·g·Gᵀ in float64, `inputs × inputs`.
  ///
  /// - Parameter kernel: 3×3, row-major.
  func transformed(_ kernel: [Double]) -> [Double] {
    let n = inputs
    var half = [Double](repeating: 0, count: n * 3)
    for i in 0..<n {
      for column in 0..<3 {
        for row in 0..<3 { half[i * 3 + column] += filter[i * 3 + row] * kernel[row * 3 + column] }
      }
    }
    var whole = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        for column in 0..<3 { whole[i * n + j] += half[i * 3 + column] * filter[j * 3 + column] }
      }
    }
    return whole
  }
}

/// Why a convolution cannot be computed by Winograd's method.
public enum WinogradError: Failure, Equatable {
  case shape(kernel: [Int], stride: [Int], dilation: [Int])
  case perChannel
  case grouped(Int)

  public var category: FailureCategory { .usage }

  public var message: String {
    func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }
    return switch self {
    case .shape(let kernel, let stride, let dilation):
      "method winograd is for kernels of 3×3 with stride and dilation 1, got kernel \(list(kernel)), stride \(list(stride)), dilation \(list(dilation))"
    case .perChannel: "method winograd is not for a weight with spatial axes only"
    case .grouped(let groups): "method winograd is for one group, got \(groups)"
    }
  }

  public var hint: String? { "method direct has no such limit" }
}
