/// The plan for the last shape that an operator met: streams are mostly of one shape.
/// An operator is applied to one array at a time.
final class PlanCache: @unchecked Sendable {
  /// What a plan depends on: the lengths of one image, and `more`.
  private struct Key: Equatable {
    let channels: Int
    let spatial: [Int]
    let more: AnyHashable
  }

  private var last: (key: Key, plan: Any)?

  /// The plan for data of this shape, in the source's compute type. It is not made before the
  /// data has begun to arrive.
  ///
  /// - Parameter more: what the plan depends on besides.
  func plan<Plan, Scalar: ComputeScalar, More: Hashable & Sendable>(
    for data: DataShape, _ more: More = Never?.none, from source: ElementSource<Scalar>,
    _ make: () throws -> Plan
  ) throws -> Plan {
    let key = Key(channels: data.channelCount, spatial: data.spatial, more: AnyHashable(more))
    if let last, last.key == key, let plan = last.plan as? Plan { return plan }
    try source.awaitRow(of: data)
    let made = try make()
    last = (key, made)
    return made
  }
}
