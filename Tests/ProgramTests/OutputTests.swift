import Foundation
import Identity
import TestSupport
import Testing
import Transport

@testable import Directory
@testable import SQLite

/// Names that others wrote cannot move the cursor of who looks at them.
@Suite struct OutputTests {
    private static let name = "Iva\u{1B}]0;x\u{07} \u{202E}tavroH\r\u{9B}2J"
    /// What an import leaves of it: nobody types directional marks.
    private static let kept = name.replacing("\u{202E}", with: "")
    private let folder: ScratchFolder
    private var directory: String { folder.path("directory.sqlite") }

    init() throws { folder = try ScratchFolder() }

    /// Whether a terminal would obey nothing of it.
    private func isSafe(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if scalar == "\n" || scalar == "\t" { return true }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: return false
            default: return true
            }
        }
    }

    private func run(_ words: String...) throws -> Program.Result {
        let result = try Program.tool.run(words + ["--directory", directory])
        #expect(isSafe(result.output), "\(words)")
        #expect(isSafe(result.errors), "\(words)")
        return result
    }

    private func csv(_ names: [String]) throws -> String {
        let rows = names.enumerated().map { index, name in
            "\(index + 1),\"\(name.replacing("\"", with: "\"\""))\",\"\(name.prefix(9))\"\n"
        }
        return try folder.file("shop.csv", "number,name,city\n" + rows.joined())
    }

    @Test func `Every table, listing and report shows what a terminal would obey`() throws {
        let file = try csv([Self.name])
        let source = "off\u{1B}[2Jice"
        #expect(try run("directory", "import", "prepare", file, "--source", source).code == 0)
        #expect(try run("directory", "import", "status").code == 0)
        #expect(try run("directory", "import", "execute", source).code == 0)
        for words in [
            ["show", "1"], ["search", "iva"], ["export"], ["stats"], ["check"], ["who", "1"],
        ] {
            for json in [[], ["--json"]] {
                let result = try Program.tool.run(
                    ["directory"] + words + ["--directory", directory] + json)
                #expect(isSafe(result.output) && isSafe(result.errors), "\(words) \(json)")
            }
        }
        let missing = try run("directory", "import", folder.path("no\u{1B}[2Jfile.csv"))
        #expect(missing.code != 0 && missing.errors.contains("\\u001b[2J"))
    }

    @Test func `What a machine reads is the same text as before`() throws {
        let file = try csv([Self.name])
        #expect(try run("directory", "import", file).code == 0)
        struct Row: Decodable { var name: String }
        for words in [["export"], ["show", "1"], ["search", "iva"]] {
            let output = try Program.tool.run(
                ["directory"] + words + ["--directory", directory, "--json"]
            ).output
            let line = try #require(output.split(separator: "\n").first)
            #expect(try JSONDecoder().decode(Row.self, from: Data(line.utf8)).name == Self.kept)
        }
    }

    @Test func `What is exported imports to the same`() throws {
        let names = [
            Self.name, "=SUM(1)", "'=SUM(1)", "-5", "''+1", "'quoted'", "\\u001b", "\\",
            "C:\\users",
            "a\\\u{1B}", "two\nlines", "with \"quotes\", and comma", "Perić 漢字", "\u{1B}=", "\t=x",
            "\r=x", "'\r=x",
        ]
        let editor = try CustomerDirectory(path: directory, access: .edit)
        _ = try editor.edit(by: "mia") { editor throws(DatabaseError) in
            for (index, name) in names.enumerated() {
                try editor.add(.individual, number: "\(index + 1)", name: name)
            }
        }
        let first = try run("directory", "export", "--json").output
        let exported = try folder.file("exported.csv", run("directory", "export").output)
        #expect(isSafe(try folder.text("exported.csv")))
        try folder.remove("directory.sqlite")
        #expect(
            try run("directory", "import", exported, "--source", "shop").errors.isEmpty)
        let second = try run("directory", "export", "--json").output
        struct Row: Decodable, Equatable {
            var number: String
            var name: String
            var status: String
        }
        func rows(_ text: String) throws -> [Row] {
            try text.split(separator: "\n").map {
                try JSONDecoder().decode(Row.self, from: Data($0.utf8))
            }
        }
        #expect(try rows(first).map(\.name) == names)
        #expect(try rows(second) == rows(first))
    }

    @Test func `Settings with escape sequences are complained about in harmless words`() throws {
        let file = try folder.file(
            "settings.json", #"{ "la\u001b[2Jnes": [], devices: [{ name: "x\u001b]0;y" }] }"#)
        let result = try Program(name: "laneidd").run("--check-settings", "--settings", file)
        #expect(result.code == 78 && isSafe(result.errors))
        #expect(result.errors.contains("\\u001b[2J"), "\(result.errors)")
        let usage = try Program(name: "laneidd").run("--\u{1B}[2J")
        #expect(usage.code == 64 && isSafe(usage.errors))
    }

    @Test func `The daemon's log shows names of others`() throws {
        var plan = Shop.Plan()
        plan.lanes = #"{ name: "L1", devices: ["front"], users: ["no\u001b[2J\u202ebody\nx"] }"#
        let shop = try Shop(plan)
        try shop.awaitLog("\\u001b[2J\\u202ebody\\u000ax")
        #expect(isSafe(shop.log), "\(shop.log)")
    }

    @Test func `A program that names itself with an escape sequence is shown, not obeyed`() throws {
        let name = "a\u{1B}[2J\u{202E}b"
        let sleep = folder.path(name)
        try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: sleep)
        let shop = try Shop(isOpen: false)
        // The port is held by it when the daemon starts.
        let port = shop.folder.path("front")
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        holder.arguments = ["--no-fork", port, sleep, "60"]
        try holder.run()
        defer { holder.terminate() }
        try eventually("the lock") {
            RunningProcess(id: holder.processIdentifier)?.name.hasPrefix("a\u{1B}") == true
        }
        try shop.open()
        try shop.awaitLog("\\u001b[2J")
        #expect(isSafe(shop.log), "\(shop.log)")
        let devices = try Program.tool.run("devices", "--socket", shop.socket)
        #expect(isSafe(devices.output) && isSafe(devices.errors), "\(devices.output)")
        let json = try Program.tool.run("devices", "--socket", shop.socket, "--json")
        #expect(isSafe(json.output) && json.output.contains("\\u001b[2J"), "\(json.output)")
    }
}
