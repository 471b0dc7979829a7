import KernelInterface

/// The kernels of this level.
public var tables: KernelTables {
  KernelTables(
    float: floatKernels, double: doubleKernels, elementary: elementaryKernels,
    floatElementwise: floatElementwiseKernels, doubleElementwise: doubleElementwiseKernels)
}

/// The kernels of this level for float32.
@Sendable func floatKernels() -> KernelTable<Float> {
  KernelTable(
    lanes: FloatLanes.scalarCount, tileRows: tileRows,
    convolveTiles: { convolveTiles($0, FloatLanes.self) },
    multiplyLanes: { multiplyLanes($0, ColumnFactor<OneVector<FloatLanes>>.self) },
    multiplyLanesByScalar: { multiplyLanes($0, ScalarFactor<OneVector<FloatLanes>>.self) },
    multiplySliding: { multiplySliding($0, FloatLanes.self) },
    convolveLines: { convolveLines($0, VectorWeights<FloatLanes>.self) },
    convolveLinesByScalar: { convolveLinesByScalar($0, FloatLanes.self) },
    convolveLinesInFours: { convolveLines($0, WeightsInFours<FloatLanes>.self) },
    spread: { spread($0) },
    repeatRows: { repeatRows($0, FloatLanes.self) },
    transpose: { transpose($0, FloatLanes.self) },
    separatePlanes: { separatePlanes($0) }, joinPlanes: { joinPlanes($0) },
    convolveWindows: { windows($0, WeightedSum<FloatLanes>.self) },
    chooseWindows: { choose($0, $1, FloatLanes.self) },
    sumWindows: { windows($0, Sum<FloatLanes>.self) },
    averageWindows: { windows($0, Mean<FloatLanes>.self) },
    squareWindows: { windows($0, SquareSum<FloatLanes>.self) },
    divide: { divide($0, by: $1, $2, FloatLanes.self) })
}

/// The kernels of this level for float64.
@Sendable func doubleKernels() -> KernelTable<Double> {
  #if LEVEL_V4 || LEVEL_V3
    let convolveLinesInFours: (@Sendable (LineJob<Double>) -> Void)? = {
      convolveLines($0, WeightsInFours<DoubleLanes>.self)
    }
  #else
    let convolveLinesInFours: (@Sendable (LineJob<Double>) -> Void)? = nil
  #endif
  return KernelTable(
    lanes: DoubleLanes.scalarCount, tileRows: tileRows,
    convolveTiles: { convolveTiles($0, DoubleLanes.self) },
    multiplyLanes: { multiplyLanes($0, ColumnFactor<OneVector<DoubleLanes>>.self) },
    multiplyLanesByScalar: { multiplyLanes($0, ScalarFactor<OneVector<DoubleLanes>>.self) },
    multiplySliding: { multiplySliding($0, DoubleLanes.self) },
    convolveLines: { convolveLines($0, VectorWeights<DoubleLanes>.self) },
    convolveLinesByScalar: { convolveLinesByScalar($0, DoubleLanes.self) },
    convolveLinesInFours: convolveLinesInFours,
    spread: { spread($0) },
    repeatRows: { repeatRows($0, DoubleLanes.self) },
    transpose: { transpose($0, DoubleLanes.self) },
    separatePlanes: { separatePlanes($0) }, joinPlanes: { joinPlanes($0) },
    convolveWindows: { windows($0, WeightedSum<DoubleLanes>.self) },
    chooseWindows: { choose($0, $1, DoubleLanes.self) },
    sumWindows: { windows($0, Sum<DoubleLanes>.self) },
    averageWindows: { windows($0, Mean<DoubleLanes>.self) },
    squareWindows: { windows($0, SquareSum<DoubleLanes>.self) },
    divide: { divide($0, by: $1, $2, DoubleLanes.self) })
}

/// The elementary functions of this level.
@Sendable func elementaryKernels() -> ElementaryTable {
  ElementaryTable(
    unary: { unary($0, $1, $2, $3) }, power: { power($0, $1, $2, $3) }, moments: { moments($0) })
}

/// The elementwise kernels of this level for float32.
@Sendable func floatElementwiseKernels() -> ElementwiseTable<Float> {
  ElementwiseTable(
    unary: { plain($0, $1, $2, $3, FloatLanes.self) },
    binary: { binary($0, $1, $2, $3, $4, FloatLanes.self) },
    select: { select($0, $1, $2, $3, $4, FloatLanes.self) })
}

/// The elementwise kernels of this level for float64.
@Sendable func doubleElementwiseKernels() -> ElementwiseTable<Double> {
  ElementwiseTable(
    unary: { plain($0, $1, $2, $3, DoubleLanes.self) },
    binary: { binary($0, $1, $2, $3, $4, DoubleLanes.self) },
    select: { select($0, $1, $2, $3, $4, DoubleLanes.self) })
}
