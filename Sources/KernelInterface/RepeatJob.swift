/// Rows in which all elements come several times:
///
///     target[row·targetPitch + r·length + i] = source[row·sourcePitch + i]    r < times
///
/// A vector past the last element of the source is read, and one past that of the target written:
/// also what lies between the rows of the target gets arbitrary values.
public struct RepeatJob<Scalar> {
  public var source: UnsafePointer<Scalar>
  /// Elements of a row of the source, and from one row to the next.
  public var length: Int
  public var sourcePitch: Int
  public var times: Int
  public var target: UnsafeMutablePointer<Scalar>
  /// At least `times · length`.
  public var targetPitch: Int
  public var rows: Int

  public init(
    source: UnsafePointer<Scalar>, length: Int, sourcePitch: Int? = nil, times: Int,
    target: UnsafeMutablePointer<Scalar>, targetPitch: Int, rows: Int
  ) {
    self.source = source
    self.length = length
    self.sourcePitch = sourcePitch ?? length
    self.times = times
    self.target = target
    self.targetPitch = targetPitch
    self.rows = rows
  }
}
