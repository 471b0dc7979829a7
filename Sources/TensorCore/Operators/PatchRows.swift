import KernelInterface

/// Copies the elements under windows into the rows of a patch matrix.
struct PatchRows: Sendable {
  /// Elements of one row.
  let length: Int
  /// Stretches of the row whose elements are neighbours in the band too.
  private let runs: [Run]

  /// - Parameter offsets: where each element of a row lies, counted from the window's start.
  init(offsets: [Int]) {
    length = offsets.count
    var runs: [Run] = []
    for offset in offsets {
      if let last = runs.last, last.offset + last.count == offset {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(offset: offset, count: 1))
      }
    }
    self.runs = runs
  }

  init(runs: [Run]) {
    self.runs = runs
    length = runs.reduce(0) { $0 + $1.count }
  }

  /// One row for each window, one after the other.
  ///
  /// - Parameters:
  ///   - band: where the windows lie.
  ///   - pixels: each window's start, counted from `band`.
  ///   - target: room for `pixels.count · length` elements.
  func copy<Scalar>(
    _ band: UnsafePointer<Scalar>, _ pixels: UnsafeBufferPointer<Int>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    var target = target
    for pixel in pixels {
      let window = band + pixel
      for run in runs {
        let source = window + run.offset
        if run.count < 16 {
          for i in 0..<run.count { target[i] = source[i] }
        } else {
          target.update(from: source, count: run.count)
        }
        target += run.count
      }
    }
  }

  /// The adjoint: adds the elements of one row onto those of a window.
  func add<Scalar: ComputeScalar>(
    _ row: UnsafePointer<Scalar>, to window: UnsafeMutablePointer<Scalar>
  ) {
    var row = row
    for run in runs {
      let target = window + run.offset
      for i in 0..<run.count { target[i] += row[i] }
      row += run.count
    }
  }
}
