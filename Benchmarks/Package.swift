// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// DocketCore, DocketJSON and the codec are links to the product's own sources: what is measured is
// what runs.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1")
    ],
    targets: [
        .target(name: "DocketCore", swiftSettings: settings),
        .target(name: "DocketJSON", swiftSettings: settings),
        .executableTarget(
            name: "JSONBenchmark", dependencies: ["DocketCore", "DocketJSON"],
            swiftSettings: settings),
        .executableTarget(
            name: "StaticAnswer",
            dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
