import Foundation
import Glibc
import TestSupport
import Testing
import Transport

/// What a person is told who mistypes, starts too early, or looks in the wrong place.
@Suite(.waiting) struct WordingTests {
    static let daemon = Program(name: "laneidd")

    @Test func `A region by its name is told which form is meant`() throws {
        let scratch = try ScratchFolder()
        let file = try scratch.file("s.json", #"{ store: { region: "Germany" } }"#)
        let result = try Self.daemon.run("--settings", file, "--check-settings")
        #expect(result.code == 78)
        #expect(result.errors.contains("use the two-letter ISO 3166 code, such as US or DE"))
    }

    @Test(
        "A check of settings that are not there says that the defaults are used",
        .enabled(if: !FileManager.default.fileExists(atPath: "/etc/laneid/laneid.json")))
    func noSettings() throws {
        let result = try Self.daemon.run("--check-settings")
        #expect(result.code == 0)
        #expect(
            result.output == "there is no /etc/laneid/laneid.json: the default settings are used\n")
    }

    @Test(
        "Without daemon and journal, visits ask for the daemon and not for an import",
        .enabled(if: !FileManager.default.fileExists(atPath: "/var/lib/laneid")))
    func visits() throws {
        let scratch = try ScratchFolder()
        let result = try Program.tool.run(
            "directory", "visits", "--socket", scratch.path("none.sock"))
        #expect(result.code == 69)
        #expect(result.errors.contains("is laneidd running?"), "\(result.errors)")
        #expect(!result.errors.contains("import"))
    }

    @Test func `A prepared import is not called a dry run`() throws {
        let scratch = try ScratchFolder()
        let file = try scratch.file("club.csv", "number,name\n7,Iva Horvat\n")
        let directory = scratch.path("d.sqlite")
        let prepared = try Program.tool.run(
            "directory", "import", "prepare", "--directory", directory, file)
        #expect(prepared.code == 0, "\(prepared.errors)")
        #expect(prepared.output.contains("1 created"))
        #expect(!prepared.output.contains("dry run"))
        let dry = try Program.tool.run(
            "directory", "import", "--dry-run", "--directory", directory, file)
        #expect(dry.output.contains("dry run"))
    }

    @Test func `watch waits while the daemon restarts, and goes on where it was`() throws {
        let shop = try Shop(.init(hasDirectory: false))
        let watching = try Program.tool.start(
            ["watch", "--lane", "L1", "--count", "2", "--socket", shop.socket])
        try eventually("the watch", seen: watching.said) { watching.said.contains("Watching L1.") }
        try shop.scan("4006381333931")
        try eventually("the event", seen: watching.printed) {
            watching.printed.contains("4006381333931")
        }
        try shop.reopen()
        #expect(watching.isRunning)
        // Also what is read before it is back is shown.
        try shop.scan("5901234123457")
        let result = try watching.finish()
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("5901234123457"))
        #expect(result.errors.contains("Waiting for it to come back."))
    }

    @Test("A signal without a meaning does not end the daemon", arguments: [SIGUSR1, SIGUSR2])
    func signal(number: Int32) throws {
        let shop = try Shop(.init(hasDirectory: false))
        let daemon = try #require(shop.daemon)
        #expect(kill(daemon.id, number) == 0)
        let lane = try shop.subscribed()
        try lane.send(#"{"jsonrpc":"2.0","id":901,"method":"ping"}"#)
        _ = try lane.wait(for: "an answer") { $0.has(#""id":901"#) ? true : nil }
        #expect(try shop.close() == 0)
    }

    @Test("An unknown parameter is refused by its name") func parameter() throws {
        let shop = try Shop(.init(hasDirectory: false))
        let lane = try shop.lane()
        try lane.send(
            #"{"jsonrpc":"2.0","id":902,"method":"subscribe","params":{"lane":"L1","client":"pos","form":7}}"#
        )
        let answer = try lane.wait(for: "an answer") { $0.has(#""id":902"#) ? $0.text : nil }
        #expect(answer.contains("form: is unknown; subscribe takes lane, client, after"))
        #expect(answer.contains("-32602"))
    }
}
