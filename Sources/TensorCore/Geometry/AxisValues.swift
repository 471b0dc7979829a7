extension Array {
  /// Of values that are one an axis, or one for all of them.
  package func along(_ axis: Int) -> Element { count == 1 ? self[0] : self[axis] }
}
