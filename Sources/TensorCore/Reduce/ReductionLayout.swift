/// Which elements of an array make which result: its axes in groups of neighbours that are all
/// reduced or all kept.
///
/// Kept axes before the first reduced one are gone through in slabs, whose results are complete
/// one after the other.
struct ReductionLayout: Equatable {
  struct Group: Equatable {
    var length: Int
    var isKept: Bool
  }

  let result: Shape
  /// Elements that make one result.
  let positions: Int
  /// Positions along the kept axes before the first reduced one.
  private let outer: Int
  /// What lies inside them: a reduced group first, a kept one last.
  private let inner: [Group]

  /// - Throws: `RearrangementError.axis` and `.axisTwice`.
  init(_ shape: Shape, along axes: [Int], keepsAxes: Bool) throws {
    let reduced = try shape.axes(axes)
    result = try Shape(
      shape.axes.enumerated().compactMap {
        reduced.contains($0) ? (keepsAxes ? 1 : nil) : $1
      })
    positions = shape.axes.indices.reduce(1) { reduced.contains($1) ? $0 * shape[$1] : $0 }
    var groups: [Group] = []
    for (axis, length) in shape.axes.enumerated() where length != 1 {
      let isKept = !reduced.contains(axis)
      if groups.last?.isKept == isKept {
        groups[groups.count - 1].length *= length
      } else {
        groups.append(Group(length: length, isKept: isKept))
      }
    }
    let leading = groups.first?.isKept == true ? groups.removeFirst().length : 1
    if groups.isEmpty { groups.append(Group(length: 1, isKept: false)) }
    if !groups.last!.isKept { groups.append(Group(length: 1, isKept: true)) }
    (outer, inner) = (leading, groups)
  }

  /// Elements and results at one of the outer positions.
  var innerCount: Int { inner.reduce(1) { $0 * $1.length } }
  var innerResults: Int { inner.reduce(1) { $1.isKept ? $0 * $1.length : $0 } }

  /// About how many elements a slab has, unless one outer position has more.
  private static let slabCount = 1 << 14

  /// How many outer positions each slab has.
  var slabs: some Sequence<Int> {
    let most = max(1, Self.slabCount / max(1, innerCount))
    let outer = outer
    return stride(from: 0, to: outer, by: most).lazy.map { min(most, outer - $0) }
  }

  /// The way through a slab.
  func walk(slab: Int) -> ReductionWalk {
    let kept = Group(length: slab, isKept: true)
    // Where nothing is reduced, all of the slab in one row.
    if innerCount == 1 { return ReductionWalk([inner[0], kept], firstPosition: 0) }
    return ReductionWalk([kept] + inner, firstPosition: 0)
  }

  /// The way through the whole array; `firstPosition` elements came before for each result.
  func walk(firstPosition: Int) -> ReductionWalk {
    let kept = Group(length: outer, isKept: true)
    if innerCount == 1 { return ReductionWalk([inner[0], kept], firstPosition: firstPosition) }
    return ReductionWalk([kept] + inner, firstPosition: firstPosition)
  }
}
