import TensorCore

/// What the samples of an image become as elements of an array.
///
/// Sample s of an image whose largest sample is m becomes lo + s·(hi − lo)/m, computed in
/// float64 and rounded once to the element type (integers: to the nearest, ties to even). For
/// 0 to 1 in float32 that is the correctly rounded quotient s/m.
public struct SampleScale: Equatable, Sendable {
  public let elementType: ElementType
  /// What black and full intensity become; nil: integers keep the stored samples.
  public let range: Span?

  public struct Span: Equatable, Sendable {
    public var low: Double
    public var high: Double
    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// The element types that images can become.
  public static let elementTypes: [ElementType] = [.float32, .float64, .float16, .uint8, .uint16]

  /// - Parameters:
  ///   - elementType: one of `elementTypes`.
  ///   - range: nil for 0 to 1 in floating-point types, for the stored samples in integers.
  public init(elementType: ElementType, range: Span? = nil) {
    precondition(Self.elementTypes.contains(elementType))
    self.elementType = elementType
    self.range = range ?? (elementType.kind == "f" ? Span(low: 0, high: 1) : nil)
  }

  /// The element that each sample from 0 to `maximum` becomes.
  ///
  /// - Throws: `SampleError.tooWide` if the element type cannot hold the stored samples.
  public func table(maximum: Int) throws(SampleError) -> SampleTable {
    switch elementType {
    case .uint8: try SampleTable(integers(maximum) as [UInt8])
    case .uint16: try SampleTable(integers(maximum) as [UInt16])
    case .float16:
      #if !(os(macOS) && arch(x86_64))
        SampleTable(values(maximum).map { Float16(Float($0)) })
      #else
        preconditionFailure("no Float16 on this platform")
      #endif
    case .float32: SampleTable(values(maximum).map { Float($0) })
    default: SampleTable(values(maximum))
    }
  }

  private func values(_ maximum: Int) -> [Double] {
    let range = range!
    return (0...maximum).map { sample in
      // The ends are exact; in between s·(hi − lo) is, for ranges of few digits.
      sample == maximum
        ? range.high
        : range.low + Double(sample) * (range.high - range.low) / Double(maximum)
    }
  }

  private func integers<Element: FixedWidthInteger>(
    _ maximum: Int
  ) throws(SampleError) -> [Element] {
    guard range != nil else { return try stored(maximum) }
    return values(maximum).map { value in
      let rounded = value.rounded(.toNearestOrEven)
      return Element(exactly: rounded) ?? (rounded < 0 ? .min : .max)
    }
  }

  /// Samples of fewer than 8 or 16 bits are spread over 0 to 255 or 65535, whichever is the
  /// next larger; others stay as they are.
  private func stored<Element: FixedWidthInteger>(
    _ maximum: Int
  ) throws(SampleError) -> [Element] {
    let full = maximum > 255 ? 65535 : 255
    guard full <= Int(Element.max) else { throw .tooWide(maximum: maximum, elementType) }
    return (0...maximum).map { sample in
      let (quotient, rest) = (sample * full).quotientAndRemainder(dividingBy: maximum)
      let up = 2 * rest > maximum || (2 * rest == maximum && quotient % 2 == 1)
      return Element(quotient + (up ? 1 : 0))
    }
  }
}

/// Samples that do not fit the wished elements.
public enum SampleError: Failure, Equatable {
  case tooWide(maximum: Int, ElementType)

  public var category: FailureCategory { .data }

  public var message: String {
    switch self {
    case .tooWide(let maximum, let type):
      "samples up to \(maximum) do not fit elements of type \(type)"
    }
  }

  public var hint: String? { "--dtype uint16 keeps them, --scale 0:255 reduces them" }
}

/// The element for every sample, so that converting is one look-up.
public struct SampleTable: Sendable {
  /// Bytes of one element: 1, 2, 4 or 8.
  private let elementBytes: Int
  private let bytes: [UInt8]

  init<Element>(_ elements: [Element]) {
    elementBytes = MemoryLayout<Element>.size
    bytes = elements.withUnsafeBytes { Array($0) }
  }

  /// Converts samples of 1 byte, or of 2 bytes for tables of more than 256, to elements.
  public func convert(
    _ samples: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) {
    bytes.withUnsafeBytes { table in
      if table.count > 256 * elementBytes {
        lookUp(samples.assumingMemoryBound(to: UInt16.self), table, target)
      } else {
        lookUp(samples.assumingMemoryBound(to: UInt8.self), table, target)
      }
    }
  }

  private func lookUp<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: UnsafeBufferPointer<Sample>, _ table: UnsafeRawBufferPointer,
    _ target: UnsafeMutableRawBufferPointer
  ) {
    precondition(target.count >= samples.count * elementBytes)
    guard let from = samples.baseAddress else { return }
    func copy<Element>(_: Element.Type) {
      let table = table.assumingMemoryBound(to: Element.self).baseAddress!
      let target = target.assumingMemoryBound(to: Element.self).baseAddress!
      for i in 0..<samples.count { target[i] = table[Int(from[i])] }
    }
    switch elementBytes {
    case 1: copy(UInt8.self)
    case 2: copy(UInt16.self)
    case 4: copy(UInt32.self)
    default: copy(UInt64.self)
    }
  }
}
