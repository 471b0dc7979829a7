// swift-tools-version: 6.1
import PackageDescription

// The kernels are one set of sources in Sources/Kernels, compiled once for each
// instruction set: Sources/KernelsBaseline, V3 and V4 are links to that folder.
// `-Ounchecked` belongs to these targets alone: they take pointers and counts that
// TensorCore has checked. `-O` is there in debug builds too, where kernels would
// otherwise be too slow to test.
func kernels(_ level: String, _ flags: [String] = []) -> Target {
  .target(
    name: "Kernels\(level)",
    dependencies: ["KernelInterface", "CLanes", "CPrefetch"],
    path: "Sources/Kernels\(level)",
    swiftSettings: [
      .unsafeFlags(
        ["-Ounchecked", "-whole-module-optimization", "-D", "LEVEL_\(level.uppercased())"]
          + flags.flatMap { ["-Xcc", $0] })
    ])
}

#if arch(x86_64)
  let kernelTargets = [
    kernels("Baseline"),
    kernels("V3", ["-march=x86-64-v3"]),
    kernels("V4", ["-march=x86-64-v4"]),
  ]
#else
  let kernelTargets = [kernels("Baseline")]
#endif

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// Tools carry the Swift library: they start in half the time and run where no Swift is. Stated
// here and not on the command line (`--static-swift-stdlib`), where it would not go together
// with building tests, so that the tools which are tested are those which are installed. A test
// target must not depend on a tool, or it would be linked so too.
#if os(Linux)
  let toolLinking: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections"])
  ]
#else
  let toolLinking: [LinkerSetting] = []
#endif

// Tests see internal declarations of these modules in every build: what `swift build` makes and
// what `swift test --disable-testable-imports` makes is then one and the same.
let testable: [SwiftSetting] = [.unsafeFlags(["-enable-testing"])]

func tool(_ name: String, _ library: Target.Dependency? = nil) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["ToolKit", "TensorCore", argumentParser] + (library.map { [$0] } ?? []),
    linkerSettings: toolLinking)
}

let package = Package(
  name: "convpipe",
  products: [
    .library(name: "TensorCore", targets: ["TensorCore"]),
    .library(name: "ImageCodecs", targets: ["ImageCodecs"]),
    .library(name: "TensorArchives", targets: ["TensorArchives"]),
    .executable(name: "img2tensor", targets: ["img2tensor"]),
    .executable(name: "conv", targets: ["conv"]),
    .executable(name: "conv-grad", targets: ["conv-grad"]),
    .executable(name: "pool", targets: ["pool"]),
    .executable(name: "pool-grad", targets: ["pool-grad"]),
    .executable(name: "im2col", targets: ["im2col"]),
    .executable(name: "col2im", targets: ["col2im"]),
    .executable(name: "conv-matrix", targets: ["conv-matrix"]),
    .executable(name: "xent", targets: ["xent"]),
    .executable(name: "xent-grad", targets: ["xent-grad"]),
    .executable(name: "tensor2png", targets: ["tensor2png"]),
    .executable(name: "tensor", targets: ["tensor"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
  ],
  targets: kernelTargets + [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"]), .yum(["libpng-devel"])]),
    .target(name: "CCPU"),
    .target(name: "CLanes"),
    .target(name: "CMemory"),
    .target(name: "CPrefetch"),
    .target(name: "KernelInterface"),
    .target(
      name: "TensorCore",
      dependencies: kernelTargets.map { .target(name: $0.name) }
        + ["KernelInterface", "CCPU", "CMemory", "CPrefetch", system],
      swiftSettings: testable),
    // zlib is what libpng needs, and comes with it.
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .target(
      name: "ImageCodecs", dependencies: ["TensorCore", "CPNGShim", "CZlib"],
      swiftSettings: testable),
    .target(
      name: "TensorArchives", dependencies: ["TensorCore", "CZlib", system],
      swiftSettings: testable),
    .target(
      name: "ToolKit", dependencies: ["TensorCore", argumentParser, system],
      swiftSettings: testable),
    tool("img2tensor", "ImageCodecs"),
    tool("conv"),
    tool("conv-grad"),
    tool("pool"),
    tool("pool-grad"),
    tool("im2col"),
    tool("col2im"),
    tool("conv-matrix"),
    tool("xent"),
    tool("xent-grad"),
    tool("tensor2png", "ImageCodecs"),
    tool("tensor", "TensorArchives"),
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport", dependencies: ["TensorCore", "CTestSupport"],
      path: "Tests/TestSupport"),
    .testTarget(
      name: "TensorCoreTests",
      dependencies: [
        "TensorCore", "KernelInterface", "ToolKit", "TestSupport", argumentParser, system,
      ]),
    .testTarget(name: "ImageCodecsTests", dependencies: ["ImageCodecs", "TestSupport"]),
    .testTarget(name: "TensorArchivesTests", dependencies: ["TensorArchives", "TestSupport"]),
    .testTarget(name: "ToolTests", dependencies: ["TensorCore", "ToolKit", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
