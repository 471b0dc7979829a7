extension OptionErrorTests {
  /// Tools without a kernel of their own: standard input is x.
  static let arrayRows: [Row] = [
    Row("tensor pad x.npy", 64, "missing expected argument '--padding <P>'"),
    Row(
      "tensor pad --padding same x.npy", 64,
      "--padding expects numbers such as 1 or 1,2 or 0:1,2:2, got 'same'"),
    Row(
      "tensor pad --padding -1 x.npy", 64,
      "--padding expects numbers such as 1 or 1,2 or 0:1,2:2, got '-1'"),
    Row(
      "tensor pad --padding 1 --pad-mode mirror x.npy", 64,
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got 'mirror'"
    ),
    Row(
      "tensor pad --padding 1,2,3 x.npy", 64,
      "--padding expects one amount or 2, one an axis, got 3: '1,2,3'"),
    Row(
      "tensor pad --padding 4 --pad-mode reflect x.npy", 65,
      "along H pad mode reflect allows padding up to 3, got 4"),
    Row(
      "tensor pad --padding 1 b3.npy", 65,
      "an array of shape 3 has 1 axes, expected 2 to 4 (NHWC, N and C may be missing)"),
    Row("xent x.npy", 64, "missing expected argument '--labels <FILE>'"),
    Row("xent --labels labels.npy x.npy", 65, "label 3 is 3, expected 0 to 2"),
    Row("xent --accuracy --labels labels.npy x.npy", 65, "label 3 is 3, expected 0 to 2"),
    Row("xent-grad --labels labels.npy x.npy", 65, "label 3 is 3, expected 0 to 2"),
    Row(
      "xent --labels b3.npy v.npy", 65,
      "labels of shape 3 do not go with logits of shape 3×4×4, expected one for each row: 12"),
    Row(
      "xent-grad --labels b3.npy w3.npy", 65,
      "labels of shape 3 do not go with logits of shape 3×3×3, expected one for each row: 9"),
    Row(
      "xent --labels plane.npy x.npy", 65,
      "labels of shape 2×2 do not go with logits of shape 4×5×3, expected one for each row: 20"),
    Row(
      "xent --labels flat.npy b3.npy", 65,
      "labels of shape 0×5×3 do not go with logits of shape 3, expected one for each row: 1"),
    Row(
      "xent --labels missing.npy x.npy", 66, "cannot open missing.npy: no such file or directory"),
    Row("tensor pad --padding 1 flat.npy", 65, "the input is empty along H"),
    Row("tensor pad --padding 1 channelless.npy", 65, "the input is empty along C"),
    Row("im2col --kernel 1 channelless.npy", 65, "the input is empty along C"),
  ]
}
