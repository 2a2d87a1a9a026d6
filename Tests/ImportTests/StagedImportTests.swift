import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Criteria C-4, C-7, C-10, C-11, C-13 of customers.md 2.2, and what else an import must not do.
@Suite struct StagedImportTests {
    let folder = TemporaryFolder()

    /// A source of four customers, each with a card, the name of the second as given.
    func files(
        _ name: String, second: String = "Ben Kos", without: Set<String> = []
    ) throws -> [ImportFile] {
        let rows = [
            "500,Ana Novak,0040122900500", "501,\(second),0040122900501",
            "502,Cleo Lind,0040122900502", "503,Dina Haas,0040122900503",
        ]
        .filter { row in !without.contains(String(row.prefix(3))) }
        let text = "number,name,barcode\n" + rows.joined(separator: "\n") + "\n"
        return [ImportFile(format: .csv, path: try folder.write(name, text))]
    }

    private func differences(
        _ directory: CustomerDirectory, _ source: String = "club"
    ) throws -> [String] {
        var lines: [String] = []
        try directory.differences(ofPrepared: source) { difference in
            lines.append(
                [
                    difference.effect.rawValue, difference.kind.rawValue, difference.number,
                    difference.field, difference.old ?? "-", difference.new ?? "-",
                ].joined(separator: " "))
            return true
        }
        return lines
    }

    private func card(_ number: String) -> Identifier {
        Identifier(kind: .barcodeCard, "0040122900\(number)")
    }

    func summary(_ directory: CustomerDirectory, _ number: String) throws -> String {
        defer { directory.endBurst() }
        return try directory.holder(of: card(number)).summary
    }

    @Test("C-4: a second import of the same files creates, changes and removes nothing")
    func again() throws {
        let directory = try folder.editor()
        var options = ImportOptions()
        options.deletesMissing = true
        let files = try files("a.csv")
        _ = try directory.importFiles(files, source: "club", options: options)
        let report = try directory.importFiles(files, source: "club", options: options)
        #expect(report.changesNothing)
        #expect(report.customers == .init(unchanged: 4))
    }

    @Test("C-10: a prepared import shows old and new values, changes nothing, and is then executed")
    func prepare() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try files("a.csv"), source: "club")
        let bad = try folder.write(
            "b.csv",
            """
            number,name,barcode
            500,Ana Novak,0040122900500
            501,Ben Weiss,0040122900501
            502,Cleo Lind,0040122900599
            504,Emil Dahl,
            505,"Fay Moe",,,
            """)
        let report = try directory.prepareImport(
            [ImportFile(format: .csv, path: bad)], source: "club")
        #expect(report.isDryRun && report.customers.created == 1 && report.customers.updated == 1)
        #expect(try summary(directory, "501") == "501 Ben Kos, 1 Ben Kos of 1")
        let all = try differences(directory)
        #expect(all.contains("changed customer 501 name Ben Kos Ben Weiss"))
        #expect(all.contains("changed shopper 501  Ben Kos Ben Weiss"))
        #expect(all.contains("created customer 504  - Emil Dahl"))
        #expect(all.contains("created identifier 502  - 0040122900599"))
        #expect(all.contains("missing customer 503  Dina Haas -"))
        #expect(all.contains("missing identifier 503  0040122900503 -"))
        #expect(all.contains { $0.hasPrefix("rejected row b.csv") })
        let waiting = try directory.preparedImports()
        #expect(waiting.map(\.source) == ["club"] && waiting[0].rejectedRows == 1)

        let done = try directory.executeImport(source: "club")
        #expect(done.customers == .init(created: 1, updated: 1, unchanged: 2, missing: 1))
        #expect(done.rejectedCount == 1)
        #expect(try summary(directory, "501") == "501 Ben Weiss, 1 Ben Weiss of 1")
        #expect(try directory.preparedImports().isEmpty)
        #expect(throws: DatabaseError.refused(.notPrepared(source: "club"))) {
            try directory.executeImport(source: "club")
        }
    }

    @Test("C-10: discarding leaves no trace, neither in the directory nor beside it")
    func discard() throws {
        let directory = try folder.editor()
        _ = try directory.prepareImport(
            try files("a.csv", second: "Zuzana Traceable"), source: "club")
        try directory.discardImport(source: "club")
        #expect(try directory.preparedImports().isEmpty)
        #expect(try summary(directory, "500") == "nobody")
        directory.endBurst()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("directory.sqlite") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
            #expect(bytes.range(of: Data("Traceable".utf8)) == nil, "in \(name)")
        }
        #expect(throws: DatabaseError.refused(.notPrepared(source: "club"))) {
            try directory.discardImport(source: "club")
        }
    }

    @Test("C-10: what was prepared is not executed when it would no longer do what was shown")
    func outdated() throws {
        let directory = try folder.editor()
        _ = try directory.prepareImport(try files("a.csv"), source: "club")
        _ = try directory.importFiles(try files("b.csv", without: ["503"]), source: "club")
        #expect(throws: DatabaseError.refused(.outdated(source: "club"))) {
            try directory.executeImport(source: "club")
        }
        #expect(try summary(directory, "503") == "nobody")
        _ = try directory.prepareImport(try files("a.csv"), source: "club")
        #expect(try directory.executeImport(source: "club").customers.created == 1)
    }

    @Test("C-11: an import can be prepared where there is no directory yet, with the same result")
    func withoutDirectory() throws {
        let (one, other) = (try folder.editor("one.sqlite"), try folder.editor("other.sqlite"))
        let report = try one.prepareImport(try files("a.csv"), source: "club")
        let direct = try other.importFiles(try files("a.csv"), source: "club")
        #expect(report.customers == direct.customers && report.identifiers == direct.identifiers)
        _ = try one.executeImport(source: "club")
        #expect(try summary(one, "502") == (try summary(other, "502")))
    }

    @Test("T-17: an identifier moved here with consent stays, and is reported until it is released")
    func moved() throws {
        let directory = try folder.editor()
        let files = try files("a.csv")
        _ = try directory.importFiles(files, source: "club")
        let database = try directory.database()
        try database.run(
            """
            UPDATE identifier SET held_locally = 1, source_customer_id = customer_id,
                customer_id = (SELECT id FROM customer WHERE number = '503'), shopper_number = NULL
            WHERE value = '0040122900500'
            """)
        directory.endBurst()
        for _ in 1...2 {
            let report = try directory.importFiles(files, source: "club")
            #expect(report.identifiers == .init(unchanged: 3, differing: 1))
            #expect(report.changesNothing)
            #expect(try summary(directory, "500").hasPrefix("503 Dina Haas"))
        }
        _ = try directory.prepareImport(files, source: "club")
        #expect(
            try differences(directory) == ["differing identifier 500 holder 503 0040122900500"])
        // Also when deleting, and when the source no longer has it.
        var options = ImportOptions()
        options.deletesMissing = true
        let fewer = [
            ImportFile(
                format: .csv,
                path: try folder.write(
                    "c.csv",
                    """
                    number,name,barcode
                    500,Ana Novak,
                    501,Ben Kos,0040122900501
                    502,Cleo Lind,0040122900502
                    503,Dina Haas,0040122900503
                    """))
        ]
        _ = try directory.importFiles(fewer, source: "club", options: options)
        #expect(try summary(directory, "500").hasPrefix("503 Dina Haas"))
        try directory.database().run("UPDATE identifier SET held_locally = 0")
        directory.endBurst()
        let report = try directory.importFiles(files, source: "club")
        #expect(report.identifiers == .init(updated: 1, unchanged: 3))
        #expect(try summary(directory, "500").hasPrefix("500 Ana Novak"))
    }

    @Test("C-5: a source that cannot be written is imported")
    func readOnlySource() throws {
        let directory = try folder.editor()
        let inner = folder.file("source")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        let path = inner + "/customers.csv"
        try Data("number,name\n500,Ana Novak\n".utf8).write(to: URL(fileURLWithPath: path))
        try folder.setMode(0o444, of: path)
        try folder.setMode(0o555, of: inner)
        defer { try? folder.setMode(0o755, of: inner) }
        let before = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        let file = ImportFile(format: .csv, path: path)
        #expect(try directory.importFiles([file], source: "club").customers.created == 1)
        let after = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        #expect(before as? Date == after as? Date)
        #expect(try FileManager.default.contentsOfDirectory(atPath: inner) == ["customers.csv"])
    }

    @Test("What is prepared is in a file that only its owner can read")
    func mode() throws {
        let directory = try folder.editor()
        _ = try directory.prepareImport(try files("a.csv"), source: "club")
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.file("directory.sqlite-staged"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test("What an older release prepared is forgotten, and can be prepared again")
    func olderFile() throws {
        let path = folder.file("directory.sqlite-staged")
        let older = Schema(
            mark: 0x4C6E_4953,
            migrations: [
                .init(
                    name: "batches",
                    sql: """
                        CREATE TABLE batch (id INTEGER PRIMARY KEY, source TEXT NOT NULL) STRICT;
                        CREATE TABLE batch_piece (
                            batch_id INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
                            bytes TEXT NOT NULL) STRICT;
                        INSERT INTO batch VALUES (1, 'club');
                        INSERT INTO batch_piece VALUES (1, 'Traceable')
                        """)
            ])
        try older.migrate(Database(path: path, mode: .create, busyTimeoutMs: 0))
        let directory = try folder.editor()
        #expect(try directory.preparedImports().isEmpty)
        _ = try directory.prepareImport(try files("a.csv"), source: "club")
        #expect(try directory.executeImport(source: "club").customers.created == 4)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data("Traceable".utf8)) == nil)
    }
}
