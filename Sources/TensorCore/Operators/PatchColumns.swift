/// The columns of a patch matrix: one for each tap and channel, in the order in which the weight
/// layout flattens a filter. With `HWIO` that is kh, kw, c; with `OIHW` c, kh, kw. The channels
/// of all groups lie side by side.
enum PatchColumns {
  /// Where each column's element lies, counted from the window's first element.
  ///
  /// - Parameters:
  ///   - window: its kernel and dilation.
  ///   - pitches: elements from one to the next along each spatial axis.
  ///   - channels: of the data, which are neighbours.
  static func offsets(
    _ options: ConvolutionOptions, _ window: Window, pitches: [Int], channels: Int
  ) -> [Int] {
    let space = DataLayout.spatialLetters(dims: options.layout.dims)
    let axes = options.weightLayout.letters.filter { $0 != "O" }.map { letter -> [Int] in
      guard let axis = space.firstIndex(of: letter) else { return Array(0..<channels) }
      let steps = (0..<window.axes[axis].kernel).map {
        $0 * window.axes[axis].dilation * pitches[axis]
      }
      return options.flip ? steps.reversed() : steps
    }
    return axes.reduce([0]) { offsets, axis in
      offsets.flatMap { offset in axis.map { offset + $0 } }
    }
  }

  /// The most columns that a matrix may have: their offsets are held.
  static let most = 1 << 24

  /// Columns of the matrix for data with so many channels.
  ///
  /// - Throws: `PatchError.columns` if they are more than `most`.
  static func count(_ window: Window, channels: Int) throws(PatchError) -> Int {
    var count = channels
    for axis in window.axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.kernel)
      guard !overflow, product <= most else {
        throw .columns(kernel: window.axes.map(\.kernel), channels: channels, limit: most)
      }
      count = product
    }
    return count
  }
}
