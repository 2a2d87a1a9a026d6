import Foundation
import TestSupport
import Testing

@testable import laneid

/// No command takes a payment card's number as a text. The doors are those of the table of
/// commands, so that a new one is tried, too.
@Suite struct DoorTests {
    static let number = "4012888888881881"
    static let refusal =
        "laneid: this is a payment card's number, or may be: none is ever kept here"

    /// What the help calls paths: a file's name is not kept.
    private static let paths: Set = ["FILE", "PATH", "FOLDER", "CAPTURE"]
    /// Commands that find or take away what is there, and may be told a card's number by its place.
    private static let takeAway: Set = [
        "directory forget", "directory release", "directory withdraw", "directory who",
    ]

    /// A value that may stand for what a command takes.
    private func value(of type: ValueType, _ text: String) -> String {
        switch type {
        case .text: text
        case .number(let range): String(range.lowerBound)
        case .date: "2027-05-14"
        case .word(let words): words[0]
        }
    }

    private func isText(_ type: ValueType) -> Bool { if case .text = type { true } else { false } }

    /// The words of a command with `number` at one place, and a letter at every other.
    private func words(
        _ command: Command, at place: Int?, _ number: String, option: Option? = nil
    ) -> [String] {
        let needed = max(
            command.positionals.prefix { !$0.isOptional }.count, place.map { $0 + 1 } ?? 0)
        var words = command.name.split(separator: " ").map(String.init)
        for (index, positional) in command.positionals.prefix(needed).enumerated() {
            words.append(value(of: positional.type, index == place ? number : "x"))
        }
        for other in command.options where other.name != option?.name && other.isRequired {
            words += [other.name, value(of: other.type, "x")]
        }
        if let option { words += [option.name, number] }
        return words
    }

    private func expectRefused(_ words: [String]) throws {
        let result = try Program.tool.run(words)
        #expect(result.errors == Self.refusal + "\n", "\(words)")
        #expect(result.code == 1)
        #expect(result.output.isEmpty)
    }

    @Test(
        "Every text option of every command refuses a payment card's number",
        arguments: Command.all.map(\.name))
    func options(name: String) throws {
        let command = try #require(Command.all.first { $0.name == name })
        for option in command.options {
            guard let value = option.value, !Self.paths.contains(value), isText(option.type) else {
                continue
            }
            for number in [Self.number, "x 4012 8888 8888 1881", "４０１２８８８８８８８８１８８１"] {
                try expectRefused(words(command, at: nil, number, option: option))
            }
        }
    }

    @Test(
        "Every text that a command takes by its place, too, but for what is to be taken away",
        arguments: Command.all.map(\.name))
    func positionals(name: String) throws {
        let command = try #require(Command.all.first { $0.name == name })
        for (place, positional) in command.positionals.enumerated() {
            guard !Self.paths.contains(positional.name), isText(positional.type),
                !Self.takeAway.contains(name)
            else { continue }
            try expectRefused(words(command, at: place, Self.number))
            try expectRefused(words(command, at: place, "card 4012-8888-8888-1881!"))
            if positional.repeats {
                try expectRefused(words(command, at: place, "x") + ["y", Self.number])
            }
        }
    }

    @Test("Only what finds or takes away may be told a number that is there")
    func exceptions() {
        #expect(Set(Command.all.filter(\.takesCardsAway).map(\.name)) == Self.takeAway)
    }

    @Test(
        "Several words that are one text are judged as one",
        arguments: [
            "directory add individual 500 4012 8888 8888 1881",
            "directory set 500 name 4012 8888 8888 1881",
            "directory note add 500 4012 8888 8888 1881",
            "directory extra set 500 card 4012 8888 8888 1881",
            "directory shopper add 500 4012 8888 8888 1881",
            "directory pending add 4012 8888 8888 1881",
            "directory category give 500 4012 8888 8888 1881",
            "directory search 4012 8888 8888 1881",
        ])
    func severalWords(line: String) throws {
        let folder = try ScratchFolder()
        let path = folder.path("directory.sqlite")
        _ = try Program.tool.run(
            "directory", "add", "individual", "500", "Ana", "--directory", path)
        try expectRefused(line.split(separator: " ").map(String.init) + ["--directory", path])
    }

    @Test("A value on standard input is judged as one that was typed")
    func standardInput() throws {
        for command in [
            ["assign", "barcodeCard", "-", "500"], ["move", "barcodeCard", "-", "500"],
        ] {
            let result = try Program.tool.run(
                ["directory"] + command, input: Array("\(Self.number)\n".utf8))
            #expect(result.errors == Self.refusal + "\n")
            #expect(result.code == 1)
        }
    }

    @Test(
        "What is wrong with a word says no digit of a card",
        arguments: [
            [number], ["directory", number], ["directory", "add", number, "500", "Ana"],
            ["directory", "set", "500", number, "x"], ["decode", "--driver", number],
            ["directory", "search", "--limit", number, "x"], ["watch", "--\(number)"],
            ["directory", "note", "add", "500", "x", "--from", number],
        ])
    func complaints(words: [String]) throws {
        let result = try Program.tool.run(words)
        #expect(result.code != 0)
        for start in 0...(Self.number.count - 5) {
            let piece = Self.number.dropFirst(start).prefix(5)
            #expect(!(result.errors + result.output).contains(piece), "\(result.errors)")
        }
    }

    @Test("A capture's digits are in no complaint about it")
    func captures() throws {
        let folder = try ScratchFolder()
        let hex = Self.number.utf8.map { String($0, radix: 16) }.joined(separator: " ")
        for (index, text) in [
            "> \(hex)\n", "= \(Self.number) 1\n", "# driver: \(Self.number)\n", "< \(hex)\n",
            "\(Self.number)\n",
        ].enumerated() {
            let path = try folder.file("\(index).capture", text)
            let result = try Program.tool.run(
                ["decode", "--driver", "serial-scanner", "--capture", "\(path)"])
            let said = result.errors + result.output
            for start in 0...(Self.number.count - 5) {
                let piece = Self.number.dropFirst(start).prefix(5)
                #expect(!said.contains(piece), "\(said)")
                let bytes = piece.utf8.map { String($0, radix: 16) }.joined(separator: " ")
                #expect(!said.contains(bytes), "\(said)")
            }
        }
    }
}
