import KernelInterface

extension KernelTable {
  /// The tile kernel with its roles exchanged: adds the products of `steps` steps, whose rows of
  /// dOutput are the job's weights, to sums of as many columns as the job has channels.
  ///
  /// A panel of columns at a time, packed where dOutput's rows are longer, so that the panel
  /// stays in the first-level cache.
  func multiplySteps(_ job: TileJob<Scalar>, steps: Int) {
    let width = panelWidth(channels: job.channels)
    guard job.weightStep > width else {
      convolveTiles(job)
      return
    }
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: steps * width) {
      let packed = $0.baseAddress!
      for first in stride(from: 0, to: job.channels, by: width) {
        let count = min(width, job.channels - first)
        for step in 0..<steps {
          (packed + step * width).update(
            from: job.weights + step * job.weightStep + first, count: count)
        }
        var panel = job
        panel.weights = UnsafePointer(packed)
        panel.weightStep = width
        panel.channels = count
        panel.start += first
        panel.output += first
        convolveTiles(panel)
      }
    }
  }
}
