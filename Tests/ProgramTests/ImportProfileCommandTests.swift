import Configuration
import Foundation
import TestSupport
import Testing

@testable import Import
@testable import laneid

/// `laneid directory import` with a preview and with profiles.
@Suite struct ImportProfileCommandTests {
    private static let table = """
        Kundenliste

        Kd-Nr.;Kunde;Kundenart;Telefon
        7;Jörg Müller;Privat;612 555 0107
        8;Acme;Firma;
        9;Zoë;Privat;x
        10;Ann;Privat;
        11;Ben;Privat;
        12;Cid;Privat;

        """

    private func scratch(settings: String = "// Ours.\n{ store: { region: \"US\" } }\n") throws -> (
        ScratchFolder, settings: String, file: String, directory: String
    ) {
        let scratch = try ScratchFolder()
        let file = scratch.path("kunden.csv")
        try Data(Self.table.unicodeScalars.map { UInt8($0.value) }).write(to: URL(filePath: file))
        return (scratch, try scratch.file("laneid.json", settings), file, scratch.path("d.sqlite"))
    }

    @Test func `The words of settings are those of imports`() {
        #expect(
            ImportProfile.formats
                == ImportFamily.allCases.map(\.rawValue)
                + ImportFormat.ofFiles.filter { $0 != .csv }.map(\.rawValue))
        #expect(ImportProfile.encodings == ImportOptions.Encoding.allCases.map(\.rawValue))
        #expect(ImportProfile.separators == ImportOptions.Separator.allCases.map(\.rawValue))
        #expect(ImportProfile.keys == CustomerKey.allCases.map(\.rawValue))
        #expect(ImportProfile.columns == ImportFormat.csv.columns)
    }

    @Test func `A preview says what a file is, and changes nothing`() throws {
        let (scratch, settings, file, directory) = try scratch()
        let words = [
            "directory", "import", "--preview", "--settings", settings, "--directory", directory,
            file,
        ]
        let shown = try Program.tool.run(words)
        #expect(shown.code == 0, "\(shown.errors)")
        let lines = shown.output.split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "kunden.csv (csv): windows-1252, semicolon, the columns are named on line 3")
        #expect(lines.contains("  Kd-Nr.     number") && lines.contains("  Kunde      name"))
        #expect(lines.contains("    Firma = organisation"))
        #expect(lines.contains { $0.hasPrefix("  line 4: customer 7: customer created") })
        #expect(lines.count { $0.hasPrefix("  line ") } == 5)
        #expect(!shown.output.contains("Müller"), "no field of a row is shown")
        #expect(!FileManager.default.fileExists(atPath: directory))
        #expect(
            try String(contentsOfFile: settings, encoding: .utf8)
                == "// Ours.\n{ store: { region: \"US\" } }\n")
        _ = scratch
    }

    @Test func `A preview is kept as a profile, by which the next import goes`() throws {
        let (scratch, settings, file, directory) = try scratch()
        let ours = ["--settings", settings, "--directory", directory, file]
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: settings)
        let saved = try Program.tool.run(
            ["directory", "import", "--preview", "--save-profile", "pos"] + ours)
        #expect(saved.code == 0, "\(saved.errors)")
        #expect(saved.errors.contains("saved as imports.pos in"))
        let text = try String(contentsOfFile: settings, encoding: .utf8)
        #expect(text.hasPrefix("// Ours.\n{\n  imports: {\n    pos: { format: \"csv\""))
        let mode = try FileManager.default.attributesOfItem(atPath: settings)[.posixPermissions]
        #expect(mode as? Int == 0o640)
        #expect(
            try Program(name: "laneidd").run("--check-settings", "--settings", settings).code == 0)
        let report = try Program.tool.run(
            ["directory", "import", "--profile", "pos", "--json"] + ours)
        #expect(report.code == 0, "\(report.errors)")
        #expect(report.output.contains(#""source":"pos""#))
        let found = try Program.tool.run("directory", "show", "--directory", directory, "8")
        #expect(found.output.contains("organisation"))
        let again = try Program.tool.run(
            ["directory", "import", "--save-profile", "pos"] + ours)
        #expect(again.code == 1 && again.errors.contains("is there already"))
        _ = scratch
    }

    @Test func `Settings that are a link stay one, and a file that is named must be there`() throws
    {
        let (scratch, settings, file, directory) = try scratch()
        let link = scratch.path("link.json")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: settings)
        for path in [link, scratch.path("new.json")] {
            let saved = try Program.tool.run(
                "directory", "import", "--save-profile", "pos", "--directory", directory,
                "--settings", path, file)
            #expect(saved.code == (path == link ? 0 : 78), "\(saved.errors)")
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == settings)
        #expect(try String(contentsOfFile: settings, encoding: .utf8).contains("pos: {"))
    }

    @Test(
        "What cannot be done is refused by name",
        arguments: [
            (["--profile", "ops"], 64, "settings have no imports"),
            (["--preview", "-"], 64, "one file"),
            (["--save-profile", "a b"], 64, "without spaces"),
            (["--key", "email"], 1, "email"),
        ] as [([String], Int32, String)])
    func refused(words: [String], code: Int32, why: String) throws {
        let (scratch, settings, file, directory) = try scratch()
        let result = try Program.tool.run(
            ["directory", "import", "--settings", settings, "--directory", directory] + words
                + [file])
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errors.contains(why), "\(result.errors)")
        _ = scratch
    }

    @Test func `A profile is suggested by its name`() throws {
        let (scratch, settings, file, _) = try scratch(settings: "{ imports: { pos: {} } }")
        let result = try Program.tool.run(
            "directory", "import", "--settings", settings, "--profile", "poss", file)
        #expect(result.code == 64 && result.errors.contains("did you mean pos?"))
        _ = scratch
    }

    @Test(
        "A dump that is piped in is named for what it is",
        arguments: [
            ("-- MySQL dump 10.13  Distrib 8.0\n--\nCREATE TABLE x (a INT);\n", "mysqldump"),
            ("/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\n", "mysqldump"),
            ("-- phpMyAdmin SQL Dump\n-- version 5\n", "mysqldump"),
            ("INSERT INTO custdata VALUES (1,1,'A','B');\n", "mysqldump"),
            ("PK\u{3}\u{4}\u{0}\u{0}\n", "spreadsheet"), ("{\"a\": 1}\n", "JSON"),
            ("<?xml version=\"1.0\"?>\n", "XML"), ("SQLite format 3\u{0}\n", "SQLite database"),
        ])
    func piped(text: String, word: String) throws {
        let (scratch, settings, _, directory) = try scratch()
        let result = try Program.tool.run(
            ["directory", "import", "--settings", settings, "--directory", directory, "-"],
            input: Array(text.utf8))
        #expect(result.code == 1 && result.errors.contains(word), "\(result.errors)")
        #expect(result.errors.contains("standard input") || result.errors.contains("import -:"))
        _ = scratch
    }
}
