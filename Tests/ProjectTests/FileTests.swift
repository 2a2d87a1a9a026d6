import Foundation
import Testing

/// What holds for every file of the project.
@Suite struct FileTests {
    /// All that a user of the ecosystem expects at the top, and what was asked for by name. Hidden
    /// files come free.
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "udev", "Fixtures", "README.md",
        "Makefile", "systemd", "LICENSE",
    ]

    @Test func `The top level holds nothing else`() throws {
        let names = try Repository.names().filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(names).subtracting(Self.topLevel).isEmpty)
    }

    @Test("A file has at most 400 lines", arguments: Repository.sources + Repository.tests)
    func length(of file: Repository.File) throws {
        let count = try file.lines().count - 1
        #expect(count <= 400, "\(file.path) has \(count) lines")
    }

    /// The targets whose comments keep to the layout of code.
    static let laidOut: Set = [
        "Identity", "Decoding", "Recognition", "Drivers", "Devices", "Transport", "SQLite",
        "Directory", "Journal", "Import", "laneid",
    ]

    @Test(
        "A comment has at most 100 columns",
        arguments: Repository.sources.filter { laidOut.contains($0.target) })
    func columns(of file: Repository.File) throws {
        for line in try file.lines() where line.count > 100 {
            #expect(!line.drop { $0 == " " }.hasPrefix("//"), "\(file.path): \(line)")
        }
    }

    @Test(
        "The word for unsafe code appears where the system or SQLite is called only",
        arguments: Repository.sources.filter {
            !["Transport", "SQLite", "Directory", "Import"].contains($0.target)
        })
    func memorySafety(of file: Repository.File) throws {
        #expect(try !file.text().contains(/\bunsafe\b/), "\(file.path)")
    }

    /// Put together here so that this file does not hold them.
    static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    static let excuses = ["not " + "implemented"]
    /// Paths that exist on the machine of whoever wrote the line, and nowhere else.
    static let machinePaths = ["/wo" + "rk/", "/ro" + "ot/", "/fa" + "rm/", ".lib" + "rary/"]

    @Test(
        "Nothing is left to do, and no path of anybody's machine is in it",
        arguments: Repository.sources + Repository.tests
            + ["udev", "systemd", "Fixtures"].flatMap { Repository.files(in: $0) }
            + ["Makefile", "README.md", ".ci/run"].map(Repository.File.init(_:)).filter(\.exists))
    func words(of file: Repository.File) throws {
        guard let text = try? file.text() else { return }
        for word in Self.marks {
            #expect(
                text.firstMatch(of: try Regex("\\b\(word)\\b")) == nil, "\(word) in \(file.path)")
        }
        for word in Self.machinePaths {
            #expect(!text.contains(word), "\(word) in \(file.path)")
        }
        guard file.path.hasPrefix("Sources/") else { return }
        for word in Self.excuses {
            #expect(
                text.range(of: word, options: .caseInsensitive) == nil, "\(word) in \(file.path)")
        }
    }
}

extension Repository.File {
    var exists: Bool {
        FileManager.default.fileExists(atPath: Repository.root.appending(path: path).path)
    }
}
