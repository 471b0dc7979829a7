import KernelInterface

/// Which sum of `BlockSums` belongs to which weight.
struct WeightGradientMatrices: Equatable, Sendable {
  let regime: WeightGradientRegime
  /// Lengths of the filter.
  let kernel: [Int]
  let groups: Int
  /// Input and output channels of one group.
  let inputs: Int
  let outputs: Int
  /// Columns from one tap to the next, where others lie between.
  let tapPitch: Int

  init(
    kernel: [Int], groups: Int, inputs: Int, outputs: Int, regime: WeightGradientRegime,
    tapPitch: Int = 1
  ) {
    self.tapPitch = tapPitch
    self.kernel = kernel
    self.groups = groups
    self.inputs = inputs
    self.outputs = outputs
    self.regime = regime
  }

  private var taps: Int { kernel.reduce(1, *) }
  private var filterRows: Int { kernel.dropLast().reduce(1, *) }

  /// How many matrices of sums there are, and their size.
  var size: (matrices: Int, rows: Int, columns: Int) {
    switch regime {
    case .tiles: (groups, taps * inputs, outputs)
    case .elements: (1, taps * inputs * groups * outputs, 1)
    case .channelLanes: (1, taps * inputs, groups * outputs)
    case .filterLanes: (outputs, filterRows, kernel.last! * inputs)
    case .channelFilterLanes: (1, filterRows, kernel.last! * groups)
    case .sharedFilterLanes: (1, filterRows, (kernel.last! - 1) * tapPitch + 1)
    }
  }

  /// Whether the band's elements are put into the lanes of all outputs that take them.
  var spreads: Bool { regime == .channelLanes && inputs * outputs > 1 }
  /// Elements that one of the band becomes so.
  var lanesOfInput: Int { spreads ? outputs : 1 }

  /// Whose kernels are the fastest for these sums.
  func instructionSet<Scalar: ComputeScalar>(
    _ best: InstructionSet, _: Scalar.Type
  ) -> InstructionSet {
    switch regime {
    case .filterLanes, .sharedFilterLanes:
      best.narrowed(to: size.columns, vectors: 1, Scalar.self)
    case .channelFilterLanes: best.narrowed(to: size.columns, vectors: 2, Scalar.self)
    case .tiles, .elements, .channelLanes: best
    }
  }

  /// See `WeightGradientRegime.stepCost`.
  func stepCost<Scalar>(_ kernels: KernelTable<Scalar>) -> Double {
    regime.stepCost(
      matrices: size.matrices, rows: size.rows, columns: size.columns, lanes: kernels.lanes,
      vectorBytes: kernels.lanes * MemoryLayout<Scalar>.stride)
  }

  /// Where the elements of a matrix's rows lie in a band, counted from a window's start.
  func rowOffsets(matrix: Int, taps: [Int]) -> [Int] {
    switch regime {
    case .tiles: taps.flatMap { tap in (0..<inputs).map { tap + matrix * inputs + $0 } }
    case .elements:
      taps.flatMap { tap in
        (0..<inputs).flatMap { input in
          (0..<(groups * outputs)).map { tap + $0 / outputs * inputs + input }
        }
      }
    case .channelLanes:
      taps.flatMap { tap in (0..<inputs).map { tap * outputs + $0 * groups * outputs } }
    case .filterLanes, .channelFilterLanes, .sharedFilterLanes:
      stride(from: 0, to: taps.count, by: kernel.last!).map { taps[$0] }
    }
  }

  /// Passes the sums as weights in the order tap, I, O to `body`, in stretches that lie within one
  /// tap.
  func forEachWeightStretch<Scalar: ComputeScalar>(
    of sums: BlockSums<Scalar>, _ body: (_ weight: Int, UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let size = size
    let stretch = stretchLength
    for matrix in 0..<size.matrices {
      for row in 0..<size.rows {
        let line = sums.result(group: matrix, row: row)
        for column in Swift.stride(from: 0, to: size.columns, by: max(stretch, tapPitch)) {
          body(
            weight(matrix: matrix, row: row, column: column),
            UnsafeBufferPointer(rebasing: line[column..<column + stretch]))
        }
      }
    }
  }

  /// Whether the sums are the weights in the order tap, I, O, and tiles add to them.
  var areInOrder: Bool { regime == .tiles && groups == 1 }

  /// How many neighbouring columns are neighbouring weights of one tap.
  private var stretchLength: Int {
    switch regime {
    case .tiles: outputs
    case .elements: 1
    case .channelLanes: groups * outputs
    case .filterLanes: outputs == 1 ? inputs : 1
    case .channelFilterLanes: groups
    case .sharedFilterLanes: 1
    }
  }

  /// The number of a sum's weight in the order tap, I, O.
  private func weight(matrix: Int, row: Int, column: Int) -> Int {
    switch regime {
    case .tiles: row * groups * outputs + matrix * outputs + column
    case .elements: row
    case .channelLanes: row * groups * outputs + column
    case .filterLanes: (row * kernel.last! * inputs + column) * outputs + matrix
    case .channelFilterLanes: row * kernel.last! * groups + column
    case .sharedFilterLanes: row * kernel.last! + column / tapPitch
    }
  }
}
