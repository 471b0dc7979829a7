/// The plan for the last shape that an operator met: streams are mostly of one shape.
/// An operator is applied to one array at a time.
final class PlanCache: @unchecked Sendable {
  private var key: [Int] = []
  private var plan: Any?

  /// The plan for data with these lengths (channels, then space) and this compute type.
  func plan<Plan, Scalar: ComputeScalar>(
    for lengths: [Int], _: Scalar.Type, _ make: () throws -> Plan
  ) rethrows -> Plan {
    if key == lengths, let plan = plan as? Plan { return plan }
    let made = try make()
    key = lengths
    plan = made
    return made
  }
}
