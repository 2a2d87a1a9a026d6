import Foundation
import Simulator
import TestSupport
import Testing
import Transport

/// A socket path that cannot be had ends the daemon with a sentence that says why.
@Suite struct SocketPathTests {
    private let daemon = Program(name: "laneidd")

    private func start(at socket: String, in folder: ScratchFolder) throws -> Program.Result {
        try daemon.run(
            "--settings", try folder.file("none.json", "{}"), "--directory",
            folder.path("d.sqlite"),
            "--journal", folder.path("j.sqlite"), "--socket", socket)
    }

    @Test func `A file, a folder and a link to nowhere are left alone`() throws {
        let folder = try ScratchFolder()
        let file = try folder.file("file", "mine")
        let result = try start(at: file, in: folder)
        #expect(result.code == 1)
        #expect(
            result.errors.contains(
                "there is something at \(file) that is not a socket: remove it or choose another path"
            ))
        #expect(try folder.text("file") == "mine")
        #expect(try start(at: folder.url.path, in: folder).code == 1)
    }

    @Test func `A path that no socket can have is counted out`() throws {
        let folder = try ScratchFolder()
        let path = folder.path(String(repeating: "s", count: 120))
        let result = try start(at: path, in: folder)
        #expect(result.code == 1)
        #expect(result.errors.contains("is \(path.utf8.count) bytes long"))
        #expect(result.errors.contains("107"))
    }

    @Test func `A folder that does not exist is named`() throws {
        let folder = try ScratchFolder()
        let path = folder.path("no/lane.sock")
        let result = try start(at: path, in: folder)
        #expect(result.code == 1 && result.errors.contains(path))
    }

    @Test func `A socket that another daemon listens at is said with its pid, and stays its own`()
        throws
    {
        let shop = try Shop()
        let lane = try shop.subscribed()
        let result = try start(at: shop.socket, in: try ScratchFolder())
        let pid = try #require(shop.daemon?.id)
        #expect(result.code == 1)
        #expect(
            result.errors.contains("another laneidd is running (pid \(pid))"), "\(result.errors)")
        try shop.scan("label")
        #expect(try lane.event("read").value == "label")
        _ = try shop.lane()
    }

    @Test func `A socket that a killed daemon left is taken over`() throws {
        let shop = try Shop()
        shop.kill()
        #expect(FileManager.default.fileExists(atPath: shop.socket))
        try shop.open()
        _ = try shop.lane()
    }

    @Test
    func `The USB interfaces that a killed daemon left are read, and the next begins with none`()
        throws
    {
        let shop = try Shop()
        shop.kill()
        _ = try shop.folder.file(
            "lane.sock.claimed", "/dev/null 0\n\(shop.folder.path("gone")) 1\n")
        // Also with settings that were damaged meanwhile.
        for words in [["--socket", shop.socket], ["--settings", shop.directory]] {
            let result = try daemon.run(words + ["--release-interfaces"])
            #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
        }
        try shop.open()
        #expect(try !shop.folder.names().contains("lane.sock.claimed"))
    }
}
