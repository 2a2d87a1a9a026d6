import FileAccess
import Foundation
import TestSupport
import Testing

@testable import Transport

/// A file that somebody else may have put there is not opened, and nothing waits for it.
struct FileAccessTests {
    private let folder: ScratchFolder
    private var path: String { folder.path("file") }

    init() throws { folder = try ScratchFolder() }

    /// What stands at the path.
    enum Place: CaseIterable {
        case link, dangling, pipe, folder, writable, groupWritable, readable, of
        case own
    }

    private func put(_ place: Place) throws {
        let files = FileManager.default
        switch place {
        case .link:
            try files.createSymbolicLink(
                atPath: path, withDestinationPath: folder.file("other", "{}"))
        case .dangling: try files.createSymbolicLink(atPath: path, withDestinationPath: "nothing")
        case .pipe: #expect(unsafe mkfifo(path, 0o600) == 0)
        case .folder: try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        case .writable, .groupWritable, .readable, .own, .of:
            _ = try folder.file("file", "{}")
            let modes: [Place: Int] = [.writable: 0o666, .groupWritable: 0o660, .readable: 0o644]
            try files.setAttributes(
                [.posixPermissions: modes[place] ?? 0o600], ofItemAtPath: path)
            if place == .of { try #require(unsafe chown(path, 65_534, 65_534) == 0) }
        }
    }

    private static let refused: [(kind: FileKind, places: Set<Place>)] = [
        (.own, [.link, .dangling, .pipe, .folder, .writable, .groupWritable, .of]),
        (.settings, [.dangling, .pipe, .folder, .writable, .of]),
        (.foreign, [.link, .dangling, .pipe, .folder, .writable]),
    ]

    @Test("Each kind of file is believed in its places only", arguments: Place.allCases)
    func opened(place: Place) throws {
        // Only root can give a file away.
        guard place != .of || geteuid() == 0 else { return }
        try put(place)
        for (kind, places) in Self.refused {
            let isRefused = places.contains(place)
            do throws(SystemError) {
                let bytes = try FileSystem.contents(of: path, limit: 100, as: kind)
                #expect(!isRefused && bytes == Array("{}".utf8), "\(kind)")
            } catch {
                #expect(isRefused, "\(kind): \(error)")
                #expect(error.description.contains(path))
            }
            if place == .pipe {
                #expect(throws: FileProblem.refused(.notRegular)) { try kind.judge(path) }
            }
        }
    }

    @Test func `A file of ours that others may read is theirs no longer`() throws {
        try put(.readable)
        _ = try FileSystem.contents(of: path, limit: 100, as: .own)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test(
        "What the journal keeps beside it is no link and no pipe",
        arguments: [Place.link, .dangling, .pipe, .folder, .writable])
    func sideFiles(place: Place) throws {
        try put(place)
        #expect(throws: PersistentFileError.self) { _ = try PersistentNumber(path: path) }
        #expect(throws: PersistentFileError.self) { _ = try PersistentBlock(path: path) }
        if place == .link { #expect(try folder.text("other") == "{}") }
    }

    @Test func `The log of taken interfaces is written through no link`() throws {
        let other = try folder.file("other", "kept")
        try FileManager.default.createSymbolicLink(
            atPath: path + ".new", withDestinationPath: other)
        var log = ClaimLog(path: path)
        log.add(node: "/dev/a", interface: 0)
        #expect(try folder.text("other") == "kept")
        #expect(try folder.text("file") == "/dev/a 0\n")
    }
}
