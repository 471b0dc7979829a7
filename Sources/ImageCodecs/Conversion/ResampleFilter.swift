/// How input pixels share in an output pixel when an image changes its size.
///
/// Where an image shrinks, the filter is widened by the same factor, so that every pixel counts:
/// `box` is then the mean of the area that an output pixel covers, by whole pixels; `bilinear`
/// falls off to both sides. Where it grows, `box` takes the nearest pixel and `bilinear` the
/// line between two. Centers of pixels lie at halves; what is outside of the image has no share.
public enum ResampleFilter: String, CaseIterable, Sendable {
  case box, bilinear

  /// How far the filter reaches from its center, in pixels.
  var reach: Double { self == .box ? 0.5 : 1 }

  /// The share at a distance from the center.
  func share(_ distance: Double) -> Double {
    switch self {
    case .box: distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear: max(0, 1 - abs(distance))
    }
  }
}
