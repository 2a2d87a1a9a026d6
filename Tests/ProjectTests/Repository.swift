import Foundation
import Testing

/// The repository these tests were built from, read as files.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder with the programs that this test run was built with.
    static var products: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// A text file, named by its path from the root.
    struct File: CustomTestStringConvertible, Sendable {
        var path: String

        init(_ path: String) { self.path = path }

        var testDescription: String { path }
        var folder: String { String(path.split(separator: "/").dropLast().last ?? "") }
        /// `Gateway` for `Sources/Gateway/Lanes/Server.swift`.
        var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

        func text() throws -> String {
            try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        }

        func lines() throws -> [Substring] {
            try text().split(separator: "\n", omittingEmptySubsequences: false)
        }
    }

    /// The files below `folder`, sorted, whose name ends in one of `suffixes`; all when there are
    /// none. Nothing below a hidden folder.
    static func files(in folder: String, _ suffixes: String...) -> [File] {
        let base = root.appending(path: folder)
        let names = FileManager.default.enumerator(
            at: base, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
        let paths = (names?.compactMap { $0 as? URL } ?? []).filter { url in
            let values = try? url.resourceValues(forKeys: [.isRegularFileKey])
            return values?.isRegularFile == true
                && (suffixes.isEmpty || suffixes.contains { url.path.hasSuffix($0) })
        }
        return paths.map { File(String($0.path.dropFirst(root.path.count + 1))) }
            .sorted { $0.path < $1.path }
    }

    static let sources = files(in: "Sources", ".swift")
    static let tests = files(in: "Tests", ".swift")
    static let documents =
        ["Sources", "Tests", "Fixtures", "docs"].flatMap { files(in: $0, ".md") } + [
            File("README.md")
        ]

    /// The names in a folder, sorted; hidden ones too.
    static func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .sorted()
    }
}
