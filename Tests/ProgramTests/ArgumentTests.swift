import Testing

@testable import laneid

/// How what was typed after a command is read.
@Suite struct ArgumentTests {
    static let options = [
        Option("--hex", "a flag"), Option("--driver", "NAME", "a value"),
        Option("--limit", "N", "a number", .number(1...10)),
    ]

    static func read(_ words: [String], _ positionals: [Positional] = []) throws(UsageError)
        -> Arguments
    {
        try Arguments(words, options: options, positionals: positionals)
    }

    @Test func `Options and what is none may come in any order`() throws {
        let file = Positional(name: "FILE", summary: "")
        for words in [
            ["--hex", "--driver", "x", "f"], ["f", "--driver=x", "--hex"],
            ["--driver", "x", "--hex", "--", "f"],
        ] {
            let arguments = try Self.read(words, [file])
            #expect(arguments.has("--hex"))
            #expect(arguments["--driver"] == "x")
            #expect(arguments.positionals == ["f"])
        }
    }

    @Test func `A value may be empty, hold an equals sign or begin with a dash`() throws {
        #expect(try Self.read(["--driver="])["--driver"] == "")
        #expect(try Self.read(["--driver=a=b"])["--driver"] == "a=b")
        #expect(try Self.read(["--driver", "-1"])["--driver"] == "-1")
    }

    @Test func `After two dashes nothing is an option, and one dash never is`() throws {
        let files = Positional(name: "FILE", summary: "", repeats: true)
        #expect(
            try Self.read(["-", "--", "--hex", "-"], [files]).positionals == ["-", "--hex", "-"])
    }

    @Test(
        "What does not fit is refused by name",
        arguments: [
            (["--driver"], UsageError.needsValue(option: "--driver", value: "NAME")),
            (["--drivr", "x"], .unknownOption("--drivr", nearest: "--driver")),
            (["-x"], .unknownOption("-x", nearest: nil)),
            (["--hex=1"], .takesNoValue(option: "--hex")),
            (["--hex", "--hex"], .twice(option: "--hex")),
            (["a"], .unexpected(argument: "a")),
        ])
    func refused(words: [String], error: UsageError) {
        #expect(throws: error) { try Self.read(words) }
    }

    @Test func `A missing argument is named`() {
        let two = [Positional(name: "A", summary: ""), Positional(name: "B", summary: "")]
        #expect(throws: UsageError.missing(argument: "B")) { try Self.read(["a"], two) }
        #expect(throws: UsageError.missing(argument: "--to WHERE")) {
            try Arguments(
                [], options: [Option("--to", "WHERE", "", isRequired: true)], positionals: [])
        }
    }

    @Test(
        "A number is a number within its range",
        arguments: ["", "x", "0", "11", "٣", "99999999999999999999"])
    func numbers(text: String) throws {
        #expect(try Self.read(["--limit", "10"]).integer("--limit") == 10)
        #expect(try Self.read([]).integer("--limit") == nil)
        #expect(throws: UsageError.self) { try Self.read(["--limit", text]) }
    }

    @Test(
        "A day or a word that does not fit is refused with what would",
        arguments: [
            ("--on", "2027-02-30", "a date such as 2027-05-14"), ("--as", "lst", "mean lost?"),
            ("--as", "xyzzy", "it is lost or found"),
        ])
    func typed(option: String, text: String, says: String) throws {
        let options = [
            Option("--on", "DATE", "", .date),
            Option("--as", "WORD", "", .word(["lost", "found"])),
        ]
        let error = #expect(throws: UsageError.self) {
            try Arguments([option, text], options: options, positionals: [])
        }
        #expect(error?.description.contains(says) == true)
        let word = Positional.action("lost", "found")
        #expect(throws: UsageError.self) { try Self.read(["xyzzy"], [word]) }
        #expect(try Self.read(["Lost"], [word]).positionals == ["lost"])
    }

    @Test(
        "The nearest word is the one a finger's slip away",
        arguments: [
            ("vresion", "version"), ("dirctory import", "directory import"), ("wat", "watch"),
            ("dec", "decode"), ("simulat", "simulate"), ("xyzzy", nil), ("", nil),
        ])
    func nearest(typed: String, meant: String?) {
        let words = ["watch", "decode", "simulate", "directory import", "version"]
        #expect(typed.nearest(of: words) == meant)
    }
}
