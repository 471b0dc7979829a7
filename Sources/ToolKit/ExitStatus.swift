import TensorCore

/// Exit codes: 0 done, else those of `sysexits.h`; comparing tools answer 0, 1 or 2.
public enum ExitStatus: Int32, Sendable {
  case done = 0
  /// What was compared differs.
  case different = 1
  /// Comparing was not possible.
  case trouble = 2
  case usage = 64
  case badData = 65
  case noInput = 66
  case bug = 70
  case cannotCreate = 73
  case inputOutput = 74

  init(_ category: FailureCategory) {
    switch category {
    case .usage: self = .usage
    case .data: self = .badData
    case .noInput: self = .noInput
    case .cannotCreate: self = .cannotCreate
    case .inputOutput: self = .inputOutput
    }
  }
}
