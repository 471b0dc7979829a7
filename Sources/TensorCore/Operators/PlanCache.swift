/// The plan for the last shape that an operator met: streams are mostly of one shape.
/// An operator is applied to one array at a time.
final class PlanCache: @unchecked Sendable {
  private var key: [Int] = []
  private var plan: Any?

  /// The plan for data of this shape, in the source's compute type. It is not made before the
  /// data has begun to arrive.
  ///
  /// - Parameter more: what the plan depends on besides.
  func plan<Plan, Scalar: ComputeScalar>(
    for data: DataShape, _ more: [Int] = [], from source: ElementSource<Scalar>,
    _ make: () throws -> Plan
  ) throws -> Plan {
    let lengths = [data.channelCount] + data.spatial + more
    if key == lengths, let plan = plan as? Plan { return plan }
    try source.awaitRow(of: data)
    let made = try make()
    key = lengths
    plan = made
    return made
  }
}
