import Foundation
import Testing

/// A disk of a few kilobytes that is in memory: to be filled, or made read-only. Only root may
/// mount one.
final class SmallDisk {
    private let folder: String

    /// Nil, and said, where this user may not mount.
    init?(at folder: String, kilobytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "laneid", folder)
        else {
            print("left out: this user may not mount a small disk")
            return nil
        }
    }

    deinit {
        // Lazily: a daemon that is about to end may still have files open on it.
        _ = try? Self.run("umount", "-l", folder)
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func setReadOnly(_ isReadOnly: Bool) throws {
        try #require(try Self.run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", folder))
    }

    /// Takes all the room that is left.
    func fill() throws {
        try Data().write(to: URL(filePath: path("filler")))
        let file = try FileHandle(forWritingTo: URL(filePath: path("filler")))
        for size in [65_536, 4096, 512, 1] {
            while (try? file.write(contentsOf: Data(count: size))) != nil {}
        }
        try file.close()
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: path("filler")) }

    private static func run(_ command: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
