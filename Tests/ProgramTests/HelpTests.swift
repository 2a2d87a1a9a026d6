import Foundation
import Testing

@testable import laneid

/// What the tool says of itself, and how it takes a wrong word.
@Suite struct HelpTests {
    /// All help texts, one after the other. `UPDATE_EXPECTED=1 swift test` writes the file anew.
    @Test func `The help is the text in help.txt`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "help.txt")
        var text = try Program.tool.run("help").output
        for command in Command.all {
            text += "\n---\n" + (try Program.tool.run("help", command.name).output)
        }
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(
            text == expected, "read help.txt after UPDATE_EXPECTED=1 swift test --filter HelpTests")
    }

    @Test(
        "--help anywhere is the command's help, with an example", arguments: Command.all.map(\.name)
    )
    func help(of name: String) throws {
        let words = name.split(separator: " ").map(String.init)
        let asked = try Program.tool.run(words + ["--help"])
        #expect(asked.code == 0)
        #expect(asked.errors.isEmpty)
        #expect(asked.output == (try Program.tool.run(["help"] + words).output))
        #expect(asked.output.contains("Example"))
        #expect(asked.output.split(separator: "\n").allSatisfy { $0.count <= 79 })
        #expect(asked.output.contains("Exit codes:\n  0 "))
    }

    @Test func `The overview fits a terminal, and so do the daemon's and a family's help`() throws {
        for result in [
            try Program.tool.run("help"), try Program.tool.run("help", "directory"),
            try Program(name: "laneidd").run("--help"),
        ] {
            #expect(result.code == 0)
            #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 79 })
        }
    }

    @Test(
        "A command names the exit codes that it can end with, and no other",
        arguments: [
            ("version", [0, 1, 64]), ("watch", [0, 1, 64, 69]), ("doctor", [0, 1, 64, 69, 78]),
            ("directory import", [0, 1, 64, 78]),
        ] as [(String, [Int32])])
    func exitCodes(of name: String, codes: [Int32]) throws {
        let command = try #require(Command.all.first { $0.name == name })
        #expect(command.exitCodes.map(\.code.rawValue) == codes)
    }

    @Test(
        "Wrong usage exits 64, prints no result, and says what was meant",
        arguments: [
            (["vresion"], "did you mean version?"),
            (["hlep"], "did you mean help?"),
            (["import", "x.csv"], "did you mean directory import?"),
            (["search", "x"], "did you mean directory search?"),
            (["assing"], "did you mean directory assign?"),
            (["xyzzy"], "`laneid help` lists the commands"),
            (["version", "--jsno"], "did you mean --json?"),
            (["version", "--quiet-please"], "there is no option --quiet-please"),
            (["version", "--json=yes"], "--json takes no value"),
            (["version", "--json", "--json"], "--json is given twice"),
            (["version", "now"], "one argument too many"),
            ([], "Usage: laneid COMMAND"),
        ])
    func wrongUsage(words: [String], says: String) throws {
        let result = try Program.tool.run(words)
        #expect(result.code == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test func `The version is a result`() throws {
        for word in ["--version", "-V"] {
            let plain = try Program.tool.start([word]).finish()
            #expect(plain.code == 0 && plain.output.hasPrefix("laneid "))
        }
        let json = try Program.tool.run("version", "--json")
        #expect(json.output.hasPrefix("{\"version\":\""))
    }
}
