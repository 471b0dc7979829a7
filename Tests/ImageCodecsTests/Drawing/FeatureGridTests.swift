import ImageCodecs
import Testing

@Suite struct FeatureGridTests {
  @Test(arguments: [(1, 1, 1), (2, 2, 1), (5, 3, 2), (9, 3, 3), (33, 6, 6), (64, 8, 8)])
  func isAboutSquare(_ maps: Int, _ columns: Int, _ rows: Int) {
    let grid = FeatureGrid(maps: maps, size: nil, cellWidth: 4, cellHeight: 3, gap: 2)
    #expect((grid.columns, grid.rows) == (columns, rows))
    #expect(grid.width == columns * 4 + (columns - 1) * 2)
    #expect(grid.height == rows * 3 + (rows - 1) * 2)
  }

  @Test func cellsMayStayEmpty() {
    let grid = FeatureGrid(maps: 5, size: (4, 3), cellWidth: 1, cellHeight: 1, gap: 0)
    #expect((0..<3).map(grid.maps(inRow:)) == [0..<4, 4..<5, 5..<5])
  }

  @Test func sizesBeyondCountingAreNoSizes() {
    let grid = FeatureGrid(maps: 9, size: nil, cellWidth: .max / 2, cellHeight: 1, gap: 0)
    #expect(grid.width == nil)
  }
}
