// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Settings of every Swift target: the language mode, and a compiler that points at each unsafe
/// expression.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableExperimentalFeature("Lifetimes"),
    .enableExperimentalFeature("AddressableParameters"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// A library target; it may import only what `uses` names, and the strict build holds it to that.
/// `documents` are files in its folder that are not built.
func library(
    _ name: String, uses dependencies: [Target.Dependency] = [], documents: [String] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: documents, swiftSettings: settings)
}

func program(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, uses dependencies: [Target.Dependency], files: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

let package = Package(
    name: "laneid",
    products: [
        .executable(name: "laneidd", targets: ["laneidd"]),
        .executable(name: "laneid", targets: ["laneid"]),
    ],
    targets: [
        // 0: C headers
        .systemLibrary(
            name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux"),
        // 1: values; how files are opened
        library("Identity"),
        library("FileAccess"),
        // 2: standards, rules
        library("Decoding", uses: ["Identity"]),
        library("Recognition", uses: ["Identity", "Decoding"]),
        // 3: device models, open tickets, lane words, Linux, SQL
        library("Drivers", uses: ["Identity", "Decoding"]),
        library("Tickets", uses: ["Identity"]),
        library("LaneLink", uses: ["Identity"]),
        library("Transport", uses: ["Identity", "FileAccess", "CLibUSB", "CLinux"]),
        library("SQLite", uses: ["Identity", "FileAccess", "CSQLite"]),
        library("Directory", uses: ["Identity", "FileAccess", "SQLite"], documents: ["README.md"]),
        library("Journal", uses: ["Identity", "LaneLink", "SQLite", "Transport"]),
        library("Import", uses: ["Identity", "SQLite", "Directory"]),
        // 4: readings to events; settings; attached devices; lanes
        library("Pipeline", uses: ["Identity", "Recognition", "LaneLink"]),
        library(
            "Configuration",
            uses: [
                "Identity", "Decoding", "Recognition", "Drivers", "Tickets", "Transport",
                "Directory", "Journal",
            ]),
        library(
            "Devices",
            uses: [
                "Identity", "Decoding", "Drivers", "LaneLink", "Pipeline", "Transport",
                "Configuration",
            ]),
        library(
            "Lanes",
            uses: [
                "Identity", "Recognition", "Tickets", "LaneLink", "Pipeline", "Transport",
                "SQLite", "Directory", "Journal", "Configuration", "Devices",
            ]),
        // 5: joins everything; plays devices and lanes
        library(
            "Gateway",
            uses: [
                "Identity", "FileAccess", "Drivers", "LaneLink", "Pipeline", "Transport",
                "Directory",
                "Journal", "Configuration", "Devices", "Lanes",
            ]),
        library(
            "Simulator",
            uses: [
                "Identity", "Decoding", "Recognition", "Drivers", "LaneLink", "Transport",
                "Devices",
            ]),
        // 5: the two programs
        program("laneidd", uses: ["Gateway"]),
        program(
            "laneid",
            uses: [
                "Identity", "FileAccess", "Decoding", "Recognition", "Drivers", "LaneLink",
                "Pipeline",
                "Transport", "SQLite", "Directory", "Journal", "Import", "Configuration", "Devices",
                "Lanes", "Gateway", "Simulator",
            ]),
        // What several test targets, the virtual lane and the bench have in common.
        .target(
            name: "TestSupport", dependencies: ["Identity", "Transport"],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("IdentityTests", uses: ["Identity"]),
        tests("DecodingTests", uses: ["Identity", "Decoding", "TestSupport"]),
        // The payment-card guard's trial: for tests, `make guard-test` and `make fuzz`.
        .target(
            name: "GuardTrial",
            dependencies: ["Identity", "Decoding", "Recognition", "TestSupport"],
            path: "Tests/GuardTrial", swiftSettings: settings),
        tests(
            "RecognitionTests",
            uses: ["Identity", "Decoding", "Recognition", "GuardTrial", "TestSupport"]),
        tests(
            "DriversTests",
            uses: ["Identity", "Decoding", "Drivers", "Devices", "Simulator", "TestSupport"]),
        tests("TicketsTests", uses: ["Identity", "Tickets"]),
        tests("LaneLinkTests", uses: ["Identity", "LaneLink"]),
        tests("TransportTests", uses: ["Identity", "FileAccess", "Transport", "TestSupport"]),
        // The folder and the directory of a shop that the next three share.
        .target(
            name: "DirectorySupport", dependencies: ["Identity", "SQLite", "Directory", "Import"],
            path: "Tests/DirectorySupport", swiftSettings: settings),
        tests(
            "DirectoryTests",
            uses: [
                "Identity", "FileAccess", "SQLite", "Directory", "Journal", "Import",
                "DirectorySupport",
            ]),
        tests(
            "JournalTests", uses: ["Identity", "LaneLink", "SQLite", "Journal", "DirectorySupport"]),
        tests(
            "ImportTests",
            uses: ["Identity", "Recognition", "SQLite", "Directory", "Import", "DirectorySupport"]),
        tests(
            "GatewayTests",
            uses: [
                "CSQLite",
                "Identity", "Decoding", "Recognition", "Drivers", "LaneLink", "Tickets", "Pipeline",
                "Transport", "SQLite", "Directory", "Journal", "Configuration", "Devices", "Lanes",
                "Gateway", "Simulator",
                "TestSupport", "DirectorySupport",
            ]),
        tests("DevicesTests", uses: ["Identity", "Decoding", "Drivers", "Devices", "Transport"]),
        tests("SimulatorTests", uses: ["Identity", "Decoding", "Simulator"]),
        // The built programs, run as a user runs them; and the shape of the project itself.
        tests(
            "ProgramTests",
            uses: [
                "Identity", "FileAccess", "Drivers", "LaneLink", "Transport", "SQLite", "Directory",
                "Journal",
                "Import", "Configuration", "Devices", "Lanes", "Gateway", "Simulator",
                "TestSupport", "laneidd", "laneid",
            ],
            files: ["help.txt"]),
        tests("ProjectTests", uses: ["Drivers"]),
        // Runs in an emulated machine with a real USB stack: `make hardware-test`.
        .executableTarget(
            name: "VirtualLane",
            dependencies: [
                "Decoding", "Drivers", "Identity", "LaneLink", "Simulator", "TestSupport",
                "Transport",
            ],
            path: "Tests/VirtualLane", exclude: ["Guest", "README.md"], swiftSettings: settings),
        // `make bench`; never installed.
        .executableTarget(
            name: "bench",
            dependencies: [
                "Identity", "Decoding", "Recognition", "Drivers", "LaneLink", "Pipeline",
                "Transport", "SQLite", "Directory", "Journal", "Import", "Configuration", "Devices",
                "Lanes", "Gateway",
                "Simulator",
                "TestSupport",
            ], path: "Tests/Bench", exclude: ["relay.c"], swiftSettings: settings),
        // `make guard-test`; never installed.
        .executableTarget(
            name: "guard-test", dependencies: ["GuardTrial"], path: "Tests/GuardTest",
            swiftSettings: settings),
    ]
)

// `make fuzz` alone builds this: it has no `main`, which comes with libFuzzer.
if ProcessInfo.processInfo.environment["LANEID_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Identity", "Decoding", "Recognition", "Drivers", "LaneLink", "Transport",
                "SQLite", "Directory", "Journal", "Import", "Configuration", "Devices", "Lanes",
                "Gateway", "Simulator", "GuardTrial",
            ], path: "Tests/Fuzz", exclude: ["README.md", "run"], swiftSettings: settings))
}
