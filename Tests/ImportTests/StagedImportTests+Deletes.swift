import DirectorySupport
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// What an import deletes, under which limits, and what returns.
extension StagedImportTests {
    @Test(
        "C-13: deletes are off by default; on, they take the customer and close the card's history")
    func deletes() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try files("a.csv"), source: "club")
        let fewer = try files("b.csv", without: ["501"])
        let kept = try directory.importFiles(fewer, source: "club")
        #expect(kept.customers.missing == 1 && kept.identifiers.missing == 1)
        #expect(try summary(directory, "501") == "501 Ben Kos, 1 Ben Kos of 1")
        var options = ImportOptions()
        options.deletesMissing = true
        let report = try directory.importFiles(fewer, source: "club", options: options)
        #expect(report.customers.removed == 1)
        #expect(try summary(directory, "501") == "nobody")
        #expect(try directory.search("Ben", limit: 20).isEmpty)
        let database = try directory.database()
        #expect(
            try database.integer("SELECT count(*) FROM assignment WHERE customer_number = '501'")
                == 1)
        #expect(try directory.importFiles(fewer, source: "club", options: options).changesNothing)
    }

    @Test("C-13: an import without any customer, or with a row that cannot be read, deletes nobody")
    func failedExports() throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try files("a.csv"), source: "club")
        var options = ImportOptions()
        options.deletesMissing = true
        for text in ["", "number,name\n"] {
            let file = ImportFile(format: .csv, path: try folder.write("none.csv", text))
            #expect {
                try directory.importFiles([file], source: "club", options: options)
            } throws: { error in
                "\(error)".contains("no customer is in it, and all those of club would be deleted")
            }
        }
        let text = "number,name\n500,Ana Novak\n,Ben Kos\n"
        let torn = ImportFile(format: .csv, path: try folder.write("torn.csv", text))
        let report = try directory.importFiles([torn], source: "club", options: options)
        #expect(report.rejected.map(\.line) == [3] && report.customers.removed == 0)
        #expect(report.customers.missing > 0)
        #expect(report.keptMissing && report.description.contains("nothing missing was deleted"))
        #expect(try summary(directory, "501") == "501 Ben Kos, 1 Ben Kos of 1")
    }

    @Test(
        "C-13: an import that goes over a limit changes nothing at all",
        arguments: [
            (ImportLimits(deleted: 1), "deleted, of customers,"),
            (ImportLimits(changed: 0), "changed, of customers,"),
            (ImportLimits(created: 0), "created, of customers,"),
            (ImportLimits(total: 3), "created, changed and deleted, in total,"),
        ])
    func limits(_ limits: ImportLimits, what: String) throws {
        let directory = try folder.editor()
        _ = try directory.importFiles(try files("a.csv"), source: "club")
        let later = """
            number,name,barcode
            500,Ana Weiss,0040122900500
            501,Ben Kos,0040122900501
            509,Greta Holm,
            """
        let file = ImportFile(format: .csv, path: try folder.write("b.csv", later))
        var options = ImportOptions()
        options.deletesMissing = true
        options.limits = limits
        #expect {
            try directory.importFiles([file], source: "club", options: options)
        } throws: { error in
            guard case .refused(let refusal as ImportRefusal) = error as? DatabaseError,
                case .overLimit(let said, let found, let most) = refusal
            else {
                return false
            }
            return said == what && found > most
        }
        #expect(try summary(directory, "500") == "500 Ana Novak, 1 Ana Novak of 1")
        #expect(try summary(directory, "503") == "503 Dina Haas, 1 Dina Haas of 1")
        #expect(try directory.customer(number: Bytes("509")) == nil)
        options.limits = ImportLimits(created: 1, changed: 1, deleted: 2, total: 9)
        #expect(
            try directory.importFiles([file], source: "club", options: options).customers.removed
                == 2)
    }

    @Test("C-7: extra fields and what was entered here survive deleting and returning")
    func extraFields() throws {
        let directory = try folder.editor()
        let all = try files("a.csv")
        _ = try directory.importFiles(all, source: "club")
        try directory.database().run(
            """
            INSERT INTO extra_field VALUES ('501', 'Allergy', 'nuts', 1, 'test', 0);
            INSERT INTO notice (customer_id, occasion, text)
                SELECT id, 1, 'Ask for the parcel' FROM customer WHERE number = '502'
            """)
        directory.endBurst()
        var options = ImportOptions()
        options.deletesMissing = true
        let fewer = try files("b.csv", without: ["501", "502"])
        #expect(
            try directory.importFiles(fewer, source: "club", options: options).customers.removed
                == 2)
        // On whom something local hangs stays as a reminder, and is not served.
        #expect(
            try directory.customer(number: Bytes("502"))?.summary
                == "502 Cleo Lind, 1 Cleo Lind of 1, terminated by customer")
        #expect(try directory.customer(number: Bytes("501")) == nil)
        directory.endBurst()
        _ = try directory.importFiles(all, source: "club", options: options)
        #expect(try summary(directory, "501") == "501 Ben Kos, 1 Ben Kos of 1")
        #expect(try summary(directory, "502") == "502 Cleo Lind, 1 Cleo Lind of 1")
        let database = try directory.database()
        #expect(
            try database.integer(
                "SELECT count(*) FROM extra_field WHERE customer_number = '501' AND value = 'nuts'")
                == 1)
        #expect(try database.integer("SELECT count(*) FROM notice") == 1)
        directory.endBurst()
        #expect(try directory.importFiles(all, source: "club", options: options).changesNothing)
    }
}
