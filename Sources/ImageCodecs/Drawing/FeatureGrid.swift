/// Where the maps of a grid lie: rows of equal cells with gaps between them.
package struct FeatureGrid: Equatable {
  package let maps: Int
  package let columns: Int
  package let rows: Int
  /// Pixels of a cell, enlarged, and between two cells.
  package let cellWidth: Int
  package let cellHeight: Int
  package let gap: Int

  /// - Parameters:
  ///   - size: columns and rows; nil: as many rows as are needed.
  ///   - columns: how many without a size; nil: about as many as rows.
  package init(
    maps: Int, size: (columns: Int, rows: Int)?, columns: Int? = nil, cellWidth: Int,
    cellHeight: Int, gap: Int
  ) {
    self.maps = maps
    self.columns = size?.columns ?? columns ?? Int(Double(maps).squareRoot().rounded(.up))
    rows = size?.rows ?? (maps + self.columns - 1) / self.columns
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
    self.gap = gap
  }

  /// Pixels of the whole; nil if they cannot be counted.
  package var width: Int? { Self.length(columns, cellWidth, gap) }
  package var height: Int? { Self.length(rows, cellHeight, gap) }

  private static func length(_ cells: Int, _ size: Int, _ gap: Int) -> Int? {
    let (product, overflow) = cells.multipliedReportingOverflow(by: size)
    let (gaps, overflow2) = (cells - 1).multipliedReportingOverflow(by: gap)
    let (sum, overflow3) = product.addingReportingOverflow(gaps)
    return overflow || overflow2 || overflow3 ? nil : sum
  }

  /// The maps in a row of cells.
  package func maps(inRow row: Int) -> Range<Int> {
    min(row * columns, maps)..<min((row + 1) * columns, maps)
  }
}
