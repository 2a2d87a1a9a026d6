import Foundation
import Testing

/// What holds for every file of the project.
@Suite struct FileTests {
    /// All that a user of the ecosystem expects at the top, and what was asked for by name. Hidden
    /// files come free.
    static let topLevel: Set<String> = [
        "Package.swift", "Sources", "Tests", "udev", "Fixtures", "README.md",
        "Makefile", "systemd", "docs", "LICENSE",
    ]

    @Test func `The top level holds nothing else`() throws {
        let names = try Repository.names().filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(Set(names).subtracting(Self.topLevel).isEmpty)
    }

    @Test("A file has at most 300 lines", arguments: Repository.sources + Repository.tests)
    func length(of file: Repository.File) throws {
        let count = try file.lines().count - 1
        #expect(count <= 300, "\(file.path) has \(count) lines")
    }

    /// What people read of the project.
    static let readable: [Repository.File] =
        ["Sources", "Tests", "udev", "systemd", "docs", "Fixtures"].flatMap {
            Repository.files(in: $0)
        }
        + [
            "Makefile", "Package.swift", "README.md", ".ci/run", ".ci/minimal-root",
            ".ci/first-day",
        ]
        .map(Repository.File.init(_:)).filter(\.exists)

    /// Captures, and what is made of the catalogue, have a layout of their own.
    @Test(
        "A comment has at most 100 columns",
        arguments: readable.filter {
            !$0.path.hasSuffix(".md") && !["Fixtures/", "udev/"].contains(where: $0.path.hasPrefix)
        })
    func columns(of file: Repository.File) throws {
        guard let lines = try? file.lines() else { return }
        let marks = file.path.hasSuffix(".swift") ? ["//"] : ["//", "#", "/*", "* "]
        for line in lines where line.count > 100 {
            let text = line.drop { $0 == " " }
            #expect(!marks.contains { text.hasPrefix($0) }, "\(file.path): \(line)")
        }
    }

    /// Tables and what is typed or printed have a layout of their own.
    @Test(
        "A paragraph of a document has at most 100 columns",
        arguments: Repository.documents)
    func columns(ofDocument file: Repository.File) throws {
        var isCode = false
        for line in try file.lines() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
            let isProse = !isCode && !["|", "    ", "<!--"].contains { line.hasPrefix($0) }
            #expect(!isProse || line.count <= 100, "\(file.path): \(line)")
        }
    }

    @Test(
        "The word for unsafe code appears where the system or SQLite is called only",
        arguments: Repository.sources.filter {
            !["FileAccess", "Transport", "SQLite", "Directory", "Import"].contains($0.target)
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
        arguments: readable)
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
