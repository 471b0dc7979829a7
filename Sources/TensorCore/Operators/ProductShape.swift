/// The shapes of a product of matrices: …×M×K times …×K×N gives …×M×N.
///
/// Axes before the last two count matrices; they broadcast as NumPy's do: aligned at their end,
/// an axis of length 1 or a missing one goes with any. An operand of one axis is a row on the
/// left and a column on the right, and the result lacks its axis.
public struct ProductShape: Sendable {
  /// M, K and N.
  public let rows: Int
  public let inner: Int
  public let columns: Int
  /// Matrices of the result.
  public let count: Int
  public let result: Shape
  /// Axes that count matrices, from the last on, and how far a step along each leads in an operand.
  private let axes: [(length: Int, steps: Pair)]

  /// Which matrix of the left and of the right operand one of the result's is made of.
  public struct Pair: Equatable, Sendable {
    public let left: Int
    public let right: Int
  }

  /// - Parameters:
  ///   - transposed: whether the last two axes of an operand change places first.
  /// - Throws: `ProductError` if they do not fit, `ShapeError`.
  public init(
    _ left: Shape, transposed leftTransposed: Bool = false, _ right: Shape,
    transposed rightTransposed: Bool = false
  ) throws {
    guard left.rank > 0, right.rank > 0 else { throw ProductError.scalar(left, right) }
    let a = Operand(left, transposed: leftTransposed, isVector: [1, left[0]])
    let b = Operand(right, transposed: rightTransposed, isVector: [right[0], 1])
    guard a.columns == b.rows else {
      throw ProductError.inner(
        left, leftTransposed, columns: a.columns, right, rightTransposed, rows: b.rows)
    }
    (rows, inner, columns) = (a.rows, a.columns, b.columns)
    let rank = max(a.batch.count, b.batch.count)
    let (leftBatch, rightBatch) = (Self.aligned(a.batch, rank), Self.aligned(b.batch, rank))
    var batch: [Int] = []
    for (l, r) in zip(leftBatch, rightBatch) {
      guard l == r || l == 1 || r == 1 else { throw ProductError.batch(left, right) }
      batch.append(l == 1 ? r : l)
    }
    result = try Shape(
      batch + (left.rank == 1 ? [] : [rows]) + (right.rank == 1 ? [] : [columns]))
    count = try Shape(batch).count
    var matrices = Pair(left: 1, right: 1)
    axes = batch.indices.reversed().map { axis in
      let (l, r) = (leftBatch[axis], rightBatch[axis])
      defer { matrices = Pair(left: matrices.left * l, right: matrices.right * r) }
      return (
        batch[axis], Pair(left: l == 1 ? 0 : matrices.left, right: r == 1 ? 0 : matrices.right)
      )
    }
  }

  /// Whether one matrix on the right serves all on the left.
  public var sharesRight: Bool { axes.allSatisfy { $0.steps.right == 0 } }

  /// Whether each matrix on the left has a part in one of the result.
  public var takesLeftOnce: Bool { axes.allSatisfy { $0.length == 1 || $0.steps.left != 0 } }

  /// What the result's matrix number `index`, in row-major order, is made of.
  public func pair(_ index: Int) -> Pair {
    var (pair, rest) = (Pair(left: 0, right: 0), index)
    for (length, steps) in axes {
      let place: Int
      (rest, place) = rest.quotientAndRemainder(dividingBy: length)
      pair = Pair(left: pair.left + place * steps.left, right: pair.right + place * steps.right)
    }
    return pair
  }

  /// One operand as matrices.
  private struct Operand {
    var batch: [Int]
    var rows: Int
    var columns: Int

    init(_ shape: Shape, transposed: Bool, isVector vector: [Int]) {
      let matrix = shape.rank == 1 ? vector : Array(shape.axes.suffix(2))
      batch = Array(shape.axes.dropLast(2))
      let turned = transposed && shape.rank > 1
      (rows, columns) = turned ? (matrix[1], matrix[0]) : (matrix[0], matrix[1])
    }
  }

  private static func aligned(_ batch: [Int], _ rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - batch.count) + batch
  }
}

/// Operands whose product does not exist.
public enum ProductError: Failure, Equatable {
  case scalar(Shape, Shape)
  case inner(Shape, Bool, columns: Int, Shape, Bool, rows: Int)
  case batch(Shape, Shape)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .scalar(let left, let right):
      "cannot multiply arrays of shapes \(left) and \(right), expected at least one axis each"
    case .inner(let left, let leftTransposed, let columns, let right, let rightTransposed, let rows):
      "the left matrix has \(columns) columns (\(left)\(leftTransposed ? ", transposed" : "")), the right one has \(rows) rows (\(right)\(rightTransposed ? ", transposed" : ""))"
    case .batch(let left, let right):
      "the axes before the matrices do not go together: \(left) and \(right)"
    }
  }
}
