// swift-tools-version: 6.0
import Foundation
import PackageDescription

/// The toolchain's `usr` directory: SwiftSyntax ships inside it, outside the default search paths.
let toolchain: String = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for directory in path.split(separator: ":") {
        let candidate = URL(fileURLWithPath: String(directory)).appendingPathComponent("swiftc")
        guard FileManager.default.isExecutableFile(atPath: candidate.path) else { continue }
        let bin = candidate.resolvingSymlinksInPath().deletingLastPathComponent()
        return bin.deletingLastPathComponent().path
    }
    fatalError("swiftc is not on PATH: install Swift 6.3 and try again")
}()

let host = "\(toolchain)/lib/swift/host"
let swiftSyntax: [SwiftSetting] = [.unsafeFlags(["-I", host])]
let linkSwiftSyntax: [LinkerSetting] = [
    .unsafeFlags(["-L", host, "-Xlinker", "-rpath", "-Xlinker", host]),
    .linkedLibrary("SwiftSyntax"), .linkedLibrary("SwiftParser"), .linkedLibrary("SwiftIDEUtils"),
    .linkedLibrary("SwiftDiagnostics"), .linkedLibrary("SwiftOperators"),
    .linkedLibrary("SwiftParserDiagnostics"),
]

/// C is always optimised: a kernel at -O0 would make the debug build useless.
/// Nobody reads errno, and a square root that must set it would keep a loop from becoming vector code.
let optimised: [CSetting] = [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno"])]
let optimisedCxx: [CXXSetting] = [.unsafeFlags(["-O3", "-ffp-contract=fast"])]

let shims: [Target] = [
    .target(name: "COpenBLAS", cSettings: optimised, linkerSettings: [.linkedLibrary("openblas")]),
    .target(
        name: "COneDNN", cSettings: optimised, cxxSettings: optimisedCxx,
        linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    .target(name: "CPNG", cSettings: optimised, linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CJPEG", cSettings: optimised, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(
        name: "CGnuplot",
        linkerSettings: [
            .linkedLibrary("boost_iostreams"), .linkedLibrary("boost_system"),
            .linkedLibrary("boost_filesystem"),
        ]),
    .target(
        name: "CKernels", cSettings: optimised,
        // Of a function in several versions the loader asks which to use while it is still filling in addresses:
        // those of the versions must not be among the ones to be filled in.
        linkerSettings: [.linkedLibrary("pthread"), .unsafeFlags(["-Xlinker", "-Bsymbolic-functions"])]),
    .target(
        name: "CMarkdown",
        linkerSettings: [.linkedLibrary("cmark-gfm"), .linkedLibrary("cmark-gfm-extensions")]),
    .target(name: "CKernelProcess", cSettings: optimised, linkerSettings: [.linkedLibrary("dl")]),
]

let library: [Target] = [
    .target(name: "Tensors", dependencies: ["COpenBLAS", "COneDNN", "CKernels"]),
    .target(name: "Layers", dependencies: ["Tensors", "CKernels"]),
    .target(name: "Images", dependencies: ["Tensors", "CKernels", "CPNG", "CJPEG"]),
    .target(name: "Display"),
    .target(name: "Datasets", dependencies: ["Images", "Tensors"]),
    .target(name: "Plots", dependencies: ["Display", "Images", "Tensors", "CGnuplot"]),
    .target(
        name: "Contrastive", dependencies: ["Layers", "Tensors", "CKernels", "Datasets", "Display", "Plots"]),
    .target(
        name: "Evaluation",
        dependencies: [
            "Contrastive", "Layers", "Datasets", "Plots", "Display", "Tensors", "Images", "COpenBLAS",
            "CKernels",
        ]),
    .target(
        name: "ContrastiveLearning",
        dependencies: [
            "Tensors", "Layers", "Images", "Datasets", "Display", "Plots", "Contrastive", "Evaluation",
        ]),
]

// Preconditions are written for people: without this an optimised build would drop their messages.
for target in library { target.swiftSettings = [.unsafeFlags(["-assert-config", "Debug"])] }

let notebook: [Target] = [
    .target(name: "NotebookModel"),
    .target(
        name: "CellCompiler", dependencies: ["NotebookModel"], swiftSettings: swiftSyntax,
        linkerSettings: linkSwiftSyntax),
    .target(
        name: "NotebookRunner", dependencies: ["NotebookModel", "CellCompiler"], swiftSettings: swiftSyntax),
    .target(
        name: "NotebookReport", dependencies: ["NotebookModel", "CMarkdown"], swiftSettings: swiftSyntax,
        linkerSettings: linkSwiftSyntax),
    .target(
        name: "Exercises", dependencies: ["NotebookModel"], swiftSettings: swiftSyntax,
        linkerSettings: linkSwiftSyntax),
    .executableTarget(
        name: "swiftnb-kernel", dependencies: ["CKernelProcess"],
        linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),
    .executableTarget(name: "swiftnb-bench", dependencies: ["ContrastiveLearning"]),
    .executableTarget(name: "swiftnb-data", dependencies: ["Datasets"]),
    .executableTarget(
        name: "swiftnb",
        dependencies: ["NotebookModel", "CellCompiler", "NotebookRunner", "NotebookReport", "Exercises"],
        swiftSettings: swiftSyntax),
]

let tests: [Target] = [
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], resources: [.copy("Golden")]),
    .testTarget(name: "LayersTests", dependencies: ["Layers", "Tensors"], resources: [.copy("Golden")]),
    .testTarget(name: "ImagesTests", dependencies: ["Images", "Tensors"], resources: [.copy("Golden")]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Images"]),
    .testTarget(name: "DisplayTests", dependencies: ["Display"]),
    .testTarget(name: "PlotsTests", dependencies: ["Plots", "Display", "Images", "Tensors"]),
    .testTarget(
        name: "ContrastiveTests", dependencies: ["Contrastive", "Datasets", "Images", "Layers"],
        resources: [.copy("Golden")]),
    .testTarget(
        name: "EvaluationTests",
        dependencies: [
            "Evaluation", "Contrastive", "Layers", "Datasets", "Images", "Tensors", "Display", "Plots",
        ], resources: [.copy("Golden")]),
    .testTarget(name: "NotebookModelTests", dependencies: ["NotebookModel"]),
    .testTarget(
        name: "ExercisesTests", dependencies: ["Exercises", "NotebookModel"], swiftSettings: swiftSyntax),
    .target(
        name: "NotebookTesting", dependencies: ["NotebookModel", "CellCompiler", "NotebookRunner"],
        path: "Tests/NotebookTesting", swiftSettings: swiftSyntax),
    .testTarget(
        name: "CellCompilerTests", dependencies: ["CellCompiler", "NotebookTesting"],
        swiftSettings: swiftSyntax),
    .testTarget(
        name: "NotebookRunnerTests", dependencies: ["NotebookRunner", "NotebookModel", "NotebookTesting"],
        swiftSettings: swiftSyntax),
    .testTarget(
        name: "NotebookReportTests", dependencies: ["NotebookReport", "NotebookModel"],
        exclude: ["Fixtures", "Snapshots"], swiftSettings: swiftSyntax),
    .testTarget(
        name: "CommandLineTests", dependencies: ["NotebookModel", "NotebookTesting"],
        exclude: ["Snapshots"], swiftSettings: swiftSyntax),
]

let package = Package(
    name: "swiftnb",
    products: [
        .executable(name: "swiftnb", targets: ["swiftnb"]),
        .executable(name: "swiftnb-kernel", targets: ["swiftnb-kernel"]),
        .executable(name: "swiftnb-bench", targets: ["swiftnb-bench"]),
        .executable(name: "swiftnb-data", targets: ["swiftnb-data"]),
        .library(name: "ContrastiveLearning", type: .dynamic, targets: ["ContrastiveLearning"]),
    ],
    targets: shims + library + notebook + tests,
    cxxLanguageStandard: .cxx17
)
