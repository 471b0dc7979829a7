/// Sums of the distances of elements from an origin, and of their squares, several side by side.
///
/// Element `n` of sum `i` is `elements[n·numberStep + i·sumStep]`.
public struct MomentsJob {
  public var elements: UnsafePointer<Double>
  /// Elements of each sum.
  public var numbers: Int
  public var numberStep: Int
  public var sums: Int
  public var sumStep: Int
  /// For each sum: what is taken off its elements.
  public var origins: UnsafePointer<Double>
  /// Σ d and Σ d², each in two parts of which the second holds what the first has lost. The new
  /// elements are added to what is there.
  public var distances: UnsafeMutablePointer<Double>
  public var distancesLost: UnsafeMutablePointer<Double>
  public var squares: UnsafeMutablePointer<Double>
  public var squaresLost: UnsafeMutablePointer<Double>

  public init(
    elements: UnsafePointer<Double>, numbers: Int, numberStep: Int, sums: Int, sumStep: Int,
    origins: UnsafePointer<Double>, distances: UnsafeMutablePointer<Double>,
    distancesLost: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>,
    squaresLost: UnsafeMutablePointer<Double>
  ) {
    self.elements = elements
    self.numbers = numbers
    self.numberStep = numberStep
    self.sums = sums
    self.sumStep = sumStep
    self.origins = origins
    self.distances = distances
    self.distancesLost = distancesLost
    self.squares = squares
    self.squaresLost = squaresLost
  }
}
