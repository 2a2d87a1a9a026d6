import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

@testable import Directory
@testable import SQLite

/// Pipes in the places of the daemon's files: nothing hangs.
@Suite(.waiting) struct PipeTests {
    /// Puts a pipe, which nobody writes to, in the place of a file.
    private func pipe(_ path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try #require(unsafe mkfifo(path, 0o600) == 0)
    }

    @Test(
        "A pipe in the place of a file is said, lanes are served, and SIGTERM ends the daemon",
        arguments: [
            "directory.sqlite", "directory.sqlite-wal", "journal.sqlite", "journal.sqlite-wal",
            "journal.sqlite.tail", "journal.sqlite.mark", "journal.sqlite.tickets",
            "lane.sock.claimed.new",
        ])
    func inPlace(of name: String) throws {
        let shop = try Shop(isOpen: false)
        try pipe(shop.folder.path(name))
        try shop.open()
        let lane = try shop.subscribed()
        let typed = try? lane.call("identify", #""lane":"L1","by":{"number":"10412"}"#)
        #expect(typed != nil)
        if name != "lane.sock.claimed.new" {
            #expect(shop.hasLogged("is not a regular file"), "\(shop.log)")
        }
        let start = Instant.now
        #expect(try shop.close() == 0)
        #expect(Instant.now - start < .seconds(2))
    }

    @Test func `A pipe in the place of the source gives the directory's own answer`() throws {
        var plan = Shop.Plan()
        plan.more = """
            source: { sqlite: "PIPE", limitMs: 100 },
            rules: [{ name: "club", kinds: ["barcode"], prefix: "00401229", digits: 13,
                produces: "barcodeCard" }]
            """
        let folder = try ScratchFolder()
        plan.more = plan.more.replacing("PIPE", with: folder.path("pos.sqlite"))
        try pipe(folder.path("pos.sqlite"))
        let shop = try Shop(plan)
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.card)
        let line = try lane.eventLine()
        #expect(line.has(#""outcome":"identified""#) && line.has(#""source":"offline""#), "\(line)")
        #expect(try shop.close() == 0)
    }

    @Test func `A pipe in the place of settings is refused at once`() throws {
        let folder = try ScratchFolder()
        try pipe(folder.path("settings.json"))
        for words in [["--check-settings"], []] {
            let start = Instant.now
            let result = try Program(name: "laneidd").run(
                words + ["--settings", folder.path("settings.json")])
            #expect(result.code == 78 && result.errors.contains("it is not a regular file"))
            #expect(Instant.now - start < .seconds(5))
        }
    }
}
