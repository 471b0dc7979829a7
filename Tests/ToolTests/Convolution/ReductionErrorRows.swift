extension OptionErrorTests {
  static let reductionRows: [Row] = [
    Row("tensor reduce", 64, "missing expected argument '<FUNCTION>'"),
    Row(
      "tensor reduce median x.npy", 64,
      "FUNCTION expects one of sum, mean, max, min, argmax, argmin, norm, var, got 'median'"),
    Row("tensor reduce sum --axis 3 x.npy", 65, "there is no axis 3 in an array of shape 4×5×3"),
    Row("tensor reduce sum --axis -4 x.npy", 65, "there is no axis -4 in an array of shape 4×5×3"),
    Row(
      "tensor reduce sum --axis 0,-3 x.npy", 65,
      "axis 0 of an array of shape 4×5×3 is named twice"),
    Row("tensor flip 0,0 x.npy", 65, "axis 0 of an array of shape 4×5×3 is named twice"),
    Row("tensor flip 2,-1 x.npy", 65, "axis 2 of an array of shape 4×5×3 is named twice"),
    Row(
      "tensor reduce sum --axis 1.5 x.npy", 64,
      "--axis expects whole numbers such as 0,1, got '1.5'"),
    Row(
      "tensor reduce sum --axis , x.npy", 64, "--axis expects whole numbers such as 0,1, got ','"),
    Row(
      "tensor reduce sum --axis X x.npy", 64,
      "--axis expects numbers, letters of NHWC or all, found 'X'"),
    Row(
      "tensor reduce sum --axis D --layout NCHW x.npy", 64,
      "--axis expects numbers, letters of NCHW or all, found 'D'"),
    Row("tensor reduce sum --axis HWH x.npy", 64, "--axis expects each letter once, got 'HWH'"),
    Row("tensor reduce sum --axis N x.npy", 65, "there is no axis N in an array HWC 4×5×3"),
    Row(
      "tensor reduce sum --axis H b3.npy", 65,
      "an array of shape 3 has 1 axes, expected 2 to 4 (NHWC, N and C may be missing)"),
    Row(
      "tensor reduce sum --axis HW --layout NHW x.npy", 64,
      "layout 'NHW' is not an order of the letters NHWC"),
    Row("tensor reduce sum --ddof 1 x.npy", 64, "--ddof goes with var, not with sum"),
    Row(
      "tensor reduce var --ddof -1 x.npy", 64, "--ddof expects a number from 0 to 1000000, got -1"),
    Row(
      "tensor reduce var --ddof 4 --axis 0 x.npy", 65,
      "var of 4 elements with --ddof 4, expected more than that"),
    Row(
      "tensor reduce sum --dtype int x.npy", 64,
      "--dtype expects one of bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64, got 'int'"
    ),
    Row(
      "tensor reduce max --axis 0 flat.npy", 65,
      "max of no elements, expected at least one for each result"),
    Row(
      "tensor reduce mean flat.npy", 65,
      "mean of no elements, expected at least one for each result"),
    Row(
      "tensor reduce sum --over-stream x.npy x4.npy", 65,
      "array 1 is float32 of shape 4×5×4, expected float32 of shape 4×5×3 as array 0"),
    Row("tensor reduce sum missing.npy", 66, "cannot open missing.npy: no such file or directory"),
  ]
}
