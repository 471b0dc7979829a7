extension OptionErrorTests {
  /// Standard input is x, or dOutput where the weight is `wv.npy`.
  static let windowRows: [Row] = [
    Row("conv", 64, "missing expected argument '--weight <FILE>'"),
    Row("conv -w", 64, "missing value for '-w <FILE>'"),
    Row(
      "conv -w w.npy --stride 0", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "conv -w w.npy --stride 1.5", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '1.5'"),
    Row(
      "conv -w w.npy --stride 1,2,3", 64,
      "--stride expects one number or 2, one an axis, got 3: '1,2,3'"),
    Row(
      "conv -w w.npy --stride 99999999999999999999", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '99999999999999999999'"
    ),
    Row(
      "conv -w w.npy --dilation 0", 64,
      "--dilation expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "conv -w w.npy --dilation x", 64,
      "--dilation expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got 'x'"),
    Row("conv -w w.npy --dims 0", 64, "--dims expects a number from 1 to 3, got 0"),
    Row("conv -w w.npy --dims 4", 64, "--dims expects a number from 1 to 3, got 4"),
    Row("conv -w w.npy --dims two", 64, "the value 'two' is invalid for '--dims <D>'"),
    Row("conv -w w.npy --groups 0", 64, "--groups expects a number from 1 to 1073741824, got 0"),
    Row(
      "conv -w w.npy --groups 9999999999", 64,
      "--groups expects a number from 1 to 1073741824, got 9999999999"),
    Row(
      "conv -w w.npy --groups 2", 65,
      "weight expects 6 input channels (HWIO 2×2×3×4, 2 groups), the data has 3 (HWC 4×5×3)"),
    Row("conv -w w.npy --groups 5", 65, "5 groups do not divide the weight's 4 output channels"),
    Row(
      "conv -w w.npy --padding sane", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got 'sane'"
    ),
    Row(
      "conv -w w.npy --padding 1,2,3", 64,
      "--padding expects one amount or 2, one an axis, got 3: '1,2,3'"),
    Row(
      "conv -w w.npy --padding 1:2:3", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '1:2:3'"
    ),
    Row(
      "conv -w w.npy --padding 1:", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '1:'"
    ),
    Row(
      "conv -w w.npy --pad-mode mirror", 64,
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got 'mirror'"
    ),
    Row(
      "conv -w w.npy --pad-mode constant", 64,
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got 'constant'"
    ),
    Row(
      "conv -w w.npy --pad-mode constant:x", 64,
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got 'constant:x'"
    ),
    Row(
      "conv -w w.npy --pad-mode reflect --padding 4", 65,
      "along H pad mode reflect allows padding up to 3, got 4"),
    Row(
      "conv -w w.npy --pad-mode symmetric --padding 5", 65,
      "along H pad mode symmetric allows padding up to 4, got 5"),
    Row(
      "conv -w w.npy --pad-mode circular --padding 5", 65,
      "along H pad mode circular allows padding up to 4, got 5"),
    Row("conv -w w.npy --layout NHW", 64, "layout 'NHW' is not an order of the letters NHWC"),
    Row("conv -w w.npy --layout NHWD", 64, "layout 'NHWD' is not an order of the letters NHWC"),
    Row("conv -w w.npy --layout NHHC", 64, "layout 'NHHC' is not an order of the letters NHWC"),
    Row(
      "conv -w w.npy --layout NCHW", 65,
      "weight expects 2 input channels (OIHW 2×2×3×4), the data has 4 (CHW 4×5×3)"),
    Row(
      "conv -w w.npy --weight-layout HWI", 64, "layout 'HWI' is not an order of the letters HWIO"),
    Row(
      "conv -w w.npy --weight-layout HWIX", 64, "layout 'HWIX' is not an order of the letters HWIO"),
    Row(
      "conv -w w.npy --weight-layout OIHW", 65,
      "weight expects 2 input channels (OIHW 2×2×3×4), the data has 3 (HWC 4×5×3)"),
    Row(
      "conv -w w.npy --method fast", 64,
      "--method expects one of auto, direct, im2col, matrix, winograd, winograd-2x2, got 'fast'"),
    Row(
      "conv -w w.npy --dtype float8", 64,
      "--dtype expects one of bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64, got 'float8'"
    ),
    Row("conv -w w.npy --threads 0", 64, "--threads expects a number from 1 to 1024, got 0"),
    Row("conv -w w.npy --threads many", 64, "the value 'many' is invalid for '--threads <N>'"),
    Row("conv -w w.npy --stirde 2", 64, "unknown option '--stirde'. Did you mean '--stride'?"),
    Row("conv -w w.npy --output-padding 1", 64, "--output-padding belongs to --transpose"),
    Row("conv -w w.npy --output-size 9,9", 64, "--output-size belongs to --transpose"),
    Row(
      "conv -w w.npy --transpose --stride 2 --output-padding 2", 64,
      "--output-padding must be less than the larger of stride and dilation, 2 along H, got 2"),
    Row(
      "conv -w w.npy --transpose --pad-mode reflect", 64,
      "--transpose has pad mode zero only, got reflect"),
    Row(
      "conv -w w.npy --transpose --output-size 99,99", 65,
      "weight gives 4 output channels (HWIO 2×2×3×4), the data has 3 (HWC 4×5×3)"),
    Row(
      "conv -w w.npy --transpose --output-padding 1 --output-size 9,9", 64,
      "--output-padding and --output-size both state the result's size, expected one"),
    Row(
      "conv -w w.npy --transpose", 65,
      "weight gives 4 output channels (HWIO 2×2×3×4), the data has 3 (HWC 4×5×3)"),
    Row(
      "conv -w w.npy --method im2col --transpose", 64,
      "--method im2col is for convolution, got --transpose"),
    Row(
      "conv -w w.npy --method matrix --pad-mode reflect --padding 1", 64,
      "method matrix is for pad mode zero, got reflect"),
    Row("conv -w w5.npy", 65, "along H the window covers 5 elements, but the padded input has 4"),
    Row(
      "conv -w w3.npy", 65,
      "a weight of shape 3×3×3 has 3 axes, expected 4 (HWIO) or 2 (one filter for all channels)"),
    Row(
      "conv -w w4.npy", 65,
      "weight expects 4 input channels (HWIO 2×2×4×4), the data has 3 (HWC 4×5×3)"),
    Row(
      "conv -w plane.npy --groups 3", 65,
      "a weight with spatial axes only has no groups, got --groups 3"),
    Row("conv -w empty.npy", 65, "weight has shape 0×2×3×4, expected no empty axis"),
    Row("conv -w two.npy", 65, "two.npy holds more than one array, expected one"),
    Row("conv -w nothing.npy", 65, "nothing.npy holds no array"),
    Row("conv -w missing.npy", 66, "cannot open missing.npy: no such file or directory"),
    Row("conv -w w.npy -b b3.npy", 65, "bias has shape 3, expected 4"),
    Row("conv -w w.npy -b w.npy", 65, "bias has shape 2×2×3×4, expected 4"),
    Row(
      "conv -w w.npy --dilation 4", 65,
      "along H the window covers 5 elements, but the padded input has 4"),
    Row(
      "conv -w w.npy --dims 1", 65,
      "a weight of shape 2×2×3×4 has 4 axes, expected 3 (WIO) or 1 (one filter for all channels)"),
    Row(
      "conv -w w.npy --dims 3", 65,
      "a weight of shape 2×2×3×4 has 4 axes, expected 5 (DHWIO) or 3 (one filter for all channels)"),
    Row(
      "conv -w w.npy b3.npy", 65,
      "an array of shape 3 has 1 axes, expected 2 to 4 (NHWC, N and C may be missing)"),
    Row(
      "conv -w w.npy x4.npy", 65,
      "weight expects 3 input channels (HWIO 2×2×3×4), the data has 4 (HWC 4×5×4)"),
    Row("conv -w w.npy flat.npy", 65, "the input is empty along H"),
    Row(
      "conv -w w.npy --output=", 73, "cannot create '' (an empty path): no such file or directory"),
    Row("conv -w w.npy -o none/y.npy", 73, "cannot create none/y.npy: no such file or directory"),
    Row(
      "conv -w w.npy --padding 9223372036854775807", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '9223372036854775807'"
    ),
    Row(
      "conv -w w.npy --stride 2 --padding 4611686018427387904", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '4611686018427387904'"
    ),
    Row(
      "conv -w w.npy text.npy", 65,
      "text.npy: array 0 does not start with the NPY magic, found 68 65 6c 6c 6f 2c"),
    Row(
      "conv -w w.npy complex.npy", 65,
      "complex.npy: array 0 has elements of type <c8, expected bool, integers or floats of 8 to 64 bits"
    ),
    Row("conv -w w.npy --input-shape 4,5,3", 64, "--input-shape goes with --explain"),
    Row("conv -w w.npy --explain --transpose", 64, "--explain is for convolution, got --transpose"),
    Row("pool max", 64, "expects --kernel K, --global or --adaptive N"),
    Row(
      "pool max --kernel 0", 64,
      "--kernel expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "pool max --kernel 2,2,2", 64, "--kernel expects one number or 2, one an axis, got 3: '2,2,2'"
    ),
    Row(
      "pool max --kernel x", 64,
      "--kernel expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got 'x'"),
    Row(
      "pool max --kernel 2 --stride 0", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "pool max --kernel 2 --dilation 0", 64,
      "--dilation expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "pool max --kernel 2 --padding wide", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got 'wide'"
    ),
    Row(
      "pool max --kernel 2 --padding 2", 65,
      "along H window 0 covers only padding (2:2 around 4 elements, windows over 2): expected an element of the input in each"
    ),
    Row(
      "pool max --kernel 9", 65, "along H the window covers 9 elements, but the padded input has 4"),
    Row(
      "pool max --kernel 2 --index-origin array", 64,
      "--index-origin is for --indices, which are missing"),
    Row("pool max --kernel 2 --layout HWW", 64, "layout 'HWW' is not an order of the letters NHWC"),
    Row("pool max --kernel 2 --dims 5", 64, "--dims expects a number from 1 to 3, got 5"),
    Row(
      "pool max --kernel 2 b3.npy", 65,
      "an array of shape 3 has 1 axes, expected 2 to 4 (NHWC, N and C may be missing)"),
    Row("pool max --kernel 2 flat.npy", 65, "the input is empty along H"),
    Row("conv-grad input", 64, "missing expected argument '--weight <FILE>'"),
    Row(
      "conv-grad input -w w.npy --method im2col", 64,
      "--method expects one of flip, matrix, got 'im2col'"),
    Row(
      "conv-grad input -w wv.npy --method matrix --pad-mode reflect --padding 1 v.npy", 64,
      "method matrix is for pad mode zero, got reflect"),
    Row(
      "conv-grad weight --input x.npy --kernel 3 --method flip", 64,
      "--method expects one of direct, im2col, matrix, got 'flip'"),
    Row(
      "conv-grad input -w w.npy --stride 0", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "conv-grad input -w w.npy --padding x", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got 'x'"
    ),
    Row(
      "conv-grad input -w w.npy", 65,
      "weight gives 4 output channels (HWIO 2×2×3×4), the data has 3 (HWC 4×5×3)"),
    Row(
      "conv-grad input -w w.npy v5.npy", 65,
      "weight gives 4 output channels (HWIO 2×2×3×4), the data has 5 (HWC 3×4×5)"),
    Row(
      "conv-grad input -w wv.npy --input-shape 4", 64,
      "--input-shape expects 2 to 4 lengths (NHWC, N and C may be missing), got 1: '4'"),
    Row(
      "conv-grad input -w wv.npy --input-shape 9,9", 65,
      "along H an input of 9 elements gives 8 results, the array has 3"),
    Row(
      "conv-grad input -w wv.npy --input-shape 5,6,3 --like x.npy", 64,
      "--input-shape and --like both state the input's shape, expected one"),
    Row(
      "conv-grad input -w wv.npy --like missing.npy", 66,
      "cannot open missing.npy: no such file or directory"),
    Row("conv-grad input -w wv.npy --like nothing.npy", 65, "nothing.npy holds no array"),
    Row(
      "conv-grad input -w wv.npy --input-shape 5,6,4", 65,
      "the input cannot have shape HWC 5×6×4: the data is HWC 3×4×4, and the weight takes 3 input channels"
    ),
    Row(
      "conv-grad input -w wv.npy --pad-mode reflect --padding 9", 65,
      "along H no input gives 3 results with this padding"),
    Row(
      "conv-grad input -w wv.npy --padding 5", 65,
      "along H no input gives 3 results with this padding"),
    Row("conv-grad weight", 64, "missing expected argument '--input <FILE>'"),
    Row("conv-grad weight --kernel 2", 64, "missing expected argument '--input <FILE>'"),
    Row("conv-grad weight --input x.npy", 64, "missing expected argument '--kernel <K>'"),
    Row(
      "conv-grad weight --input x.npy --kernel 0", 64,
      "--kernel expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "conv-grad weight --input x.npy --kernel 2,2,2", 64,
      "--kernel expects one number or 2, one an axis, got 3: '2,2,2'"),
    Row(
      "conv-grad weight --input x.npy --kernel 2", 65,
      "the input HWC 4×5×3 and dOutput HWC 4×5×3 do not belong together: a window over the input gives 3×4 positions"
    ),
    Row(
      "conv-grad weight --input x.npy --kernel 2 --groups 2 v.npy", 65,
      "2 groups do not divide 3 input and 4 output channels"),
    Row(
      "conv-grad weight --input x.npy --kernel 2 --per-channel --groups 3 v.npy", 65,
      "a weight with spatial axes only has no groups, got --groups 3"),
    Row(
      "conv-grad weight --input x.npy --kernel 2 --per-channel v.npy", 65,
      "the input HWC 4×5×3 and dOutput HWC 3×4×4 do not belong together: a window over the input gives 3×4 positions"
    ),
    Row(
      "conv-grad weight --input x.npy --kernel 9 v.npy", 65,
      "along H the window covers 9 elements, but the padded input has 4"),
    Row(
      "conv-grad weight --input - --kernel 2", 64,
      "standard input can be read once, got it for --input and the main stream"),
    Row(
      "conv-grad weight --input two.npy --kernel 2 v.npy -o out.npy", 65,
      "the main stream ends before array 1, which two.npy has: expected as many arrays"),
    Row(
      "conv-grad weight --input x.npy --kernel 2 v.npy v.npy -o out.npy", 65,
      "x.npy ends before array 1, which the main stream has: expected as many arrays"),
    Row("conv-grad weight --input nothing.npy --kernel 2 v.npy", 65, "nothing.npy holds no array"),
    Row(
      "conv-grad weight --input missing.npy --kernel 2 v.npy", 66,
      "cannot open missing.npy: no such file or directory"),
    Row(
      "conv-grad weight --input x.npy --kernel 2 --sum v.npy v5.npy", 65,
      "x.npy ends before array 1, which the main stream has: expected as many arrays"),
    Row(
      "conv-grad bias b3.npy", 65,
      "an array of shape 3 has 1 axes, expected 2 to 4 (NHWC, N and C may be missing)"),
    Row(
      "conv-grad bias --sum v.npy v5.npy", 65,
      "the arrays to be summed have 4 output channels, this one 5"),
    Row("conv-grad bias --layout HW v.npy", 64, "layout 'HW' is not an order of the letters NHWC"),
    Row(
      "im2col --kernel 3 --padding 1:x", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '1:x'"
    ),
    Row(
      "im2col --kernel 3 --dilation 0", 64,
      "--dilation expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '0'"),
    Row(
      "conv-matrix -w w.npy --input-shape 4,5,3 --pad-mode none", 64,
      "--pad-mode expects zero, constant:V, reflect, symmetric, replicate, circular or mean, got 'none'"
    ),
    Row(
      "conv -w w.npy --stride -1", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '-1'"),
    Row(
      "conv -w w.npy --padding -1", 64,
      "--padding expects valid, same, same-lower, full, or numbers such as 1 or 1,2 or 0:1,2:2, got '-1'"
    ),
    Row(
      "conv -w w.npy --dilation -2", 64,
      "--dilation expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '-2'"),
    Row("conv -w w.npy --groups -1", 64, "--groups expects a number from 1 to 1073741824, got -1"),
    Row("conv -w w.npy --dims -1", 64, "--dims expects a number from 1 to 3, got -1"),
    Row("conv -w w.npy --threads -2", 64, "--threads expects a number from 1 to 1024, got -2"),
    Row(
      "conv -w w.npy --stride --flip", 64,
      "--stride expects whole numbers from 1 to 1073741824, such as 2 or 2,1, got '--flip'"),
  ]
}
