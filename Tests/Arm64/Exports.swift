// The kernels as C functions, for reference.c. Compiled together with Sources/Kernels and
// Sources/KernelInterface.

@_cdecl("kernel_lanes") func kernelLanes() -> Int { floatKernels().lanes }
@_cdecl("kernel_tile_rows") func kernelTileRows() -> Int { floatKernels().tileRows }

/// One group of a convolution: `pixelCount` windows, runs given as pairs of offset and count, weights in
/// panels of `panelWidth` columns.
@_cdecl("convolve_tiles")
func convolveTilesOnce(
  _ input: UnsafePointer<Float>, _ pixels: UnsafePointer<Int>, _ pixelCount: Int,
  _ runs: UnsafeRawPointer, _ runCount: Int, _ inputStep: Int,
  _ weights: UnsafePointer<Float>, _ taps: Int, _ channels: Int, _ start: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>
) -> Int {
  let kernels = floatKernels()
  let width = kernels.panelWidth(channels: channels)
  kernels.convolveTiles(
    TileJob(
      input: input, pixels: pixels, pixelCount: pixelCount,
      runs: runs.assumingMemoryBound(to: Run.self), runCount: runCount,
      inputStep: inputStep, weights: weights, weightStep: width, panelStride: taps * width,
      channels: channels, start: start, output: output, outputStride: channels))
  return width
}

@_cdecl("panel_width") func panelWidth(_ channels: Int) -> Int {
  floatKernels().panelWidth(channels: channels)
}

@_cdecl("multiply_lanes")
func multiplyLanesOnce(
  _ input: UnsafePointer<Float>, _ pixels: UnsafePointer<Int>, _ pixelCount: Int,
  _ runs: UnsafeRawPointer, _ runCount: Int, _ weights: UnsafePointer<Float>,
  _ weightStep: Int, _ channels: Int, _ start: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>
) {
  floatKernels().multiplyLanes(
    TileJob(
      input: input, pixels: pixels, pixelCount: pixelCount,
      runs: runs.assumingMemoryBound(to: Run.self), runCount: runCount,
      weights: weights, weightStep: weightStep, panelStride: 0, channels: channels,
      start: start, output: output, outputStride: channels))
}

@_cdecl("windows")
func windowsOnce(
  _ kind: Int, _ input: UnsafePointer<Float>, _ spans: UnsafePointer<Int>, _ spanCount: Int,
  _ count: Int, _ taps: UnsafePointer<Int>, _ tapCount: Int, _ weights: UnsafePointer<Float>,
  _ weightPeriod: Int, _ start: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ choices: UnsafeMutablePointer<Float>?
) {
  let kernels = floatKernels()
  let job = WindowJob(
    input: input, spans: spans, spanCount: spanCount, count: count, taps: taps,
    tapCount: tapCount, weights: weights, weightPeriod: weightPeriod, start: start,
    output: output, outputStride: count, choices: choices)
  switch kind {
  case 0: kernels.convolveWindows(job)
  case 1: kernels.chooseWindows(job, WindowChoice(order: .floating, takesLargest: true))
  case 2: kernels.sumWindows(job)
  case 3: kernels.chooseWindows(job, WindowChoice(order: .floating, takesLargest: false))
  case 4: kernels.squareWindows(job)
  case 5: kernels.chooseWindows(job, WindowChoice(order: .signed, takesLargest: true))
  default: kernels.chooseWindows(job, WindowChoice(order: .unsigned, takesLargest: false))
  }
}

/// Lines of units that are one vector wide, with one weight a tap for all lanes (`columns` 1) or one for each.
@_cdecl("convolve_lines")
func convolveLinesOnce(
  _ input: UnsafePointer<Float>, _ lines: Int, _ length: Int, _ rowOffsets: UnsafePointer<Int>,
  _ planes: Int, _ rows: Int, _ lead: Int, _ taps: UnsafePointer<Int>, _ tapCount: Int,
  _ weights: UnsafePointer<Float>, _ columns: Int, _ start: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>
) {
  let kernels = floatKernels()
  let lanes = kernels.lanes
  let convolve = columns == 1 ? kernels.convolveLinesByScalar : kernels.convolveLines
  convolve(
    LineJob(
      input: input, lines: lines, unitCount: length / lanes, unitStep: lanes, unitWidth: lanes,
      tail: length % lanes, rowOffsets: rowOffsets, planes: planes, rows: rows, lead: lead,
      taps: taps, tapCount: tapCount, weights: weights, columns: columns, start: start,
      output: output, outputStride: length))
}

@_cdecl("move_planes")
func movePlanesOnce(
  _ joins: Int, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
  _ planes: Int, _ pitch: Int, _ step: Int, _ count: Int
) {
  let job = PlanesJob(
    source: source, target: target, planes: planes, pitch: pitch, step: step, count: count)
  if joins != 0 { floatKernels().joinPlanes(job) } else { floatKernels().separatePlanes(job) }
}

@_cdecl("repeat_rows")
func repeatRowsOnce(
  _ source: UnsafePointer<Float>, _ length: Int, _ times: Int,
  _ target: UnsafeMutablePointer<Float>, _ pitch: Int, _ rows: Int
) {
  floatKernels().repeatRows(
    RepeatJob(
      source: source, length: length, times: times, target: target, targetPitch: pitch, rows: rows))
}
