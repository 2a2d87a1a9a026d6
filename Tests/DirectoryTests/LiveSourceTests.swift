import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import SQLite

/// Criterion C-3 of customers.md 2.2.
@Suite struct LiveSourceTests {
    private let folder = TemporaryFolder()
    private let card = Identifier(kind: .barcodeCard, "0040122900500")

    private func local() throws -> CustomerDirectory {
        try directory(
            in: folder,
            holding: """
                INSERT INTO customer (id, number, name, kind, status, shopper_count)
                    VALUES (1, '500', 'Ana Novak', 1, 1, 0);
                INSERT INTO identifier (kind, value, customer_id) VALUES (2, '0040122900500', 1)
                """)
    }

    /// A file of another program.
    private func source() throws -> String {
        let path = folder.file("pos.sqlite")
        let database = try Database(path: path, mode: .create, busyTimeoutMs: 1000)
        try database.run(
            """
            CREATE TABLE member (number TEXT, name TEXT, card TEXT, state TEXT);
            INSERT INTO member VALUES ('500', 'Ana Weiss', '0040122900500', NULL),
                ('501', 'Ben Kos', '0040122900501', 'suspended')
            """)
        return path
    }

    private static let query = "SELECT number, name, state FROM member WHERE card = ?2"
    /// Long enough that the limit always comes first.
    private static let slow =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000000) "
        + "SELECT '500', 'Late', NULL FROM n WHERE i = 4000000000000"

    @Test("C-3: the source is asked as it is now, also for whom the directory does not know")
    func fresh() throws {
        let live = LiveSource(path: try source(), query: Self.query) { _ in false }
        let directory = try local()
        let known = try live.holder(of: card, in: directory, limit: .seconds(5))
        #expect(known.holder.summary == "500 Ana Weiss of 0" && !known.isStale)
        let other = try live.holder(
            of: Identifier(kind: .barcodeCard, "0040122900501"), in: directory,
            limit: .seconds(5))
        #expect(other.holder.summary == "501 Ben Kos of 0, suspended by customer")
        let nobody = try live.holder(
            of: Identifier(kind: .barcodeCard, "0040122900777"), in: directory,
            limit: .seconds(5))
        #expect(nobody.holder.summary == "nobody" && !nobody.isStale)
    }

    @Test("A row with a payment card's number is as none, and the source goes on being asked")
    func paymentCards() throws {
        let path = try source()
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
        try database.run(
            """
            INSERT INTO member VALUES ('4012888888881881', 'Cleo', '0040122900502', NULL),
                ('503', '4012888888881881', '0040122900503', NULL);
            UPDATE member SET name = '4012888888881881' WHERE number = '500'
            """)
        let live = LiveSource(path: path, query: Self.query) { text in text.count == 16 }
        let directory = try local()
        for (code, expected) in [
            ("0040122900502", "nobody"), ("0040122900503", "nobody"),
            ("0040122900500", "500 Ana Novak of 0"),
            ("0040122900501", "501 Ben Kos of 0, suspended by customer"),
        ] {
            let answer = try live.holder(
                of: Identifier(kind: .barcodeCard, code), in: directory, limit: .seconds(5))
            #expect(answer.holder.summary == expected)
            #expect(answer.fallback == nil)
        }
    }

    @Test(
        "C-3: what was decided here stands: a lost card, a suspension, a card that was moved with consent"
    )
    func decidedHere() throws {
        let shop = try Shop()
        try shop.takeOver(
            """
            number,name,barcode
            500,Ana,0040122900500
            501,Ben,0040122900501
            502,Cleo,0040122900502
            503,Dana,

            """)
        let path = try source()
        let database = try Database(path: path, mode: .write, busyTimeoutMs: 1000)
        try database.run(
            """
            UPDATE member SET state = NULL;
            INSERT INTO member VALUES ('502', 'Cleo', '0040122900502', NULL)
            """)
        try shop.edit { editor throws(DatabaseError) in
            try editor.setState("lost", of: .barcodeCard, "0040122900500")
            try editor.suspend(true, customer: "501")
            try editor.move(
                .barcodeCard, "0040122900502", to: .customer("503", shopper: nil), consented: true,
                why: "sold")
        }
        let live = LiveSource(path: path, query: Self.query) { _ in false }
        for (card, holder) in [
            ("0040122900500", "500 Ana"), ("0040122900501", "501 Ben"),
            ("0040122900502", "503 Dana"),
        ] {
            let identifier = Identifier(kind: .barcodeCard, card)
            let answer = try live.holder(
                of: identifier, in: shop.lookUp, limit: .seconds(5))
            shop.lookUp.endBurst()
            #expect(try answer.holder.summary == shop.lookUp.holder(of: identifier).summary)
            #expect(answer.holder.summary.hasPrefix(holder) && !answer.isStale)
        }
    }

    @Test(
        "C-3: a source that is late, gone, of another form or told to write gives the local answer, stale",
        arguments: [
            (slow, true), (query, false), ("SELECT nothing FROM member", true),
            ("SELECT number, name, 'odd' FROM member", true),
            ("DELETE FROM member RETURNING number, name, state", true),
        ])
    func stale(query: String, exists: Bool) throws {
        let path = exists ? try source() : folder.file("absent.sqlite")
        let live = LiveSource(path: path, query: query) { _ in false }
        let directory = try local()
        for _ in 1...2 {
            let answer = try live.holder(of: card, in: directory, limit: .milliseconds(20))
            #expect(answer.fallback == (query == Self.slow ? .late : .offline))
            #expect(answer.holder.summary == "500 Ana Novak of 0")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("absent.sqlite")))
        if exists {
            let database = try Database(path: path, mode: .read, busyTimeoutMs: 1000)
            #expect(try database.integer("SELECT count(*) FROM member") == 2)
        }
    }

    /// What a nightly export does with the file, and who holds the card afterwards.
    private enum Fate: CaseIterable {
        case renamedOver, writtenOver, deleted, emptied, noDatabase
    }

    @Test("A source that is replaced is asked as it is now; one that is gone is offline")
    func replaced() throws {
        let directory = try local()
        for fate in Fate.allCases {
            let path = try source()
            defer { try? FileManager.default.removeItem(atPath: path) }
            let live = LiveSource(path: path, query: Self.query) { _ in false }
            #expect(
                try live.holder(of: card, in: directory, limit: .seconds(5)).holder.summary
                    == "500 Ana Weiss of 0")
            let export = folder.file("export.sqlite")
            try FileManager.default.copyItem(atPath: path, toPath: export)
            let database = try Database(path: export, mode: .write, busyTimeoutMs: 1000)
            try database.run("UPDATE member SET state = 'suspended'")
            let fresh = try Data(contentsOf: URL(filePath: export))
            switch fate {
            case .renamedOver:
                #expect(unsafe rename(export, path) == 0)
            case .writtenOver: try Self.overwrite(path, fresh)
            case .deleted: try FileManager.default.removeItem(atPath: path)
            case .emptied: try Self.overwrite(path, Data())
            case .noDatabase: try Self.overwrite(path, Data(repeating: 7, count: 8192))
            }
            try? FileManager.default.removeItem(atPath: export)
            let answer = try live.holder(of: card, in: directory, limit: .seconds(5))
            switch fate {
            case .renamedOver, .writtenOver:
                #expect(answer.holder.summary == "500 Ana Weiss of 0, suspended by customer")
                #expect(!answer.isStale, "\(fate)")
            case .deleted, .emptied, .noDatabase:
                #expect(answer.holder.summary == "500 Ana Novak of 0")
                #expect(answer.fallback == .offline, "\(fate)")
            }
            try? FileManager.default.removeItem(atPath: path)
            _ = try source()
            #expect(
                try live.holder(of: card, in: directory, limit: .seconds(5)).holder.summary
                    == "500 Ana Weiss of 0", "\(fate)")
        }
    }

    /// Writes into the file that is there, as `cp` does.
    private static func overwrite(_ path: String, _ bytes: Data) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: bytes)
        try file.close()
    }
}
