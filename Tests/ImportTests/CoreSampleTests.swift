import DirectorySupport
import Foundation
import Identity
import Synchronization
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// The made-up tables of the shape of CORE-POS's own sample (customers.md 4.6): what such tables
/// have in practice.
@Suite struct CoreSampleTests {
    private let folder = TemporaryFolder()
    private static let sample = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/directory/core-sample").path

    private static func files() -> [ImportFile] {
        CoreQueries.usual.map {
            ImportFile(format: $0, path: "\(sample)/\($0.rawValue).csv")
        }
    }

    @Test("4.6: 1,000 rows are 845 accounts; unknown types, no person 1 and no name are reported")
    func shape() throws {
        let directory = try CustomerDirectory(
            path: folder.file("directory.sqlite"), access: .edit)
        let report = try directory.importFiles(Self.files(), source: "core-pos")
        #expect(report.files.first { $0.format == .custdata }?.rows == 1000)
        #expect(report.rejectedCount == 0)
        #expect(report.customers == .init(created: 845))
        #expect(report.shoppers == .init(created: 1000))
        #expect(
            report.warnings.map { "\($0.code) \($0.count)" }.sorted() == [
                "noName 1", "noPersonOne 381", "noPhone 422", "unknownMembershipType 17",
            ])
        let database = try directory.database()
        for (condition, count) in [
            ("status = 1 AND member", 708), ("status = 2", 102), ("status = 4", 32),
            ("status = 1 AND NOT member", 3), ("kind = 4", 11), ("shopper_count = 2", 155),
            ("holder IS NULL", 381), ("holder IS NULL AND member", 320),
        ] as [(String, Int64)] {
            #expect(
                try database.integer("SELECT count(*) FROM customer WHERE \(condition)") == count,
                "\(condition)")
        }
        #expect(try directory.customer(number: Bytes("11"))?.summary == "11 , 1  of 1")
        directory.endBurst()
        #expect(try directory.importFiles(Self.files(), source: "core-pos").changesNothing)
    }

    /// How the imports of another thread fare.
    private final class Progress: Sendable {
        let isDone = Atomic<Bool>(false)
        let failure = Mutex<String?>(nil)
    }

    @Test("Ten imports of everything under constant reading: each read finds one of the two states")
    func reading() throws {
        let path = folder.file("directory.sqlite")
        let old = try String(contentsOfFile: "\(Self.sample)/custdata.csv", encoding: .utf8)
        // Every first name is another: each account changes in each import.
        let new = old.split(separator: "\n").map { row in
            var fields = row.split(separator: ",", omittingEmptySubsequences: false)
            fields[3] = "New"
            return fields.joined(separator: ",")
        }.joined(separator: "\n")
        let sets = try [old, new].enumerated().map { index, text in
            [
                ImportFile(
                    format: .custdata, path: try folder.write("custdata-\(index).csv", text)),
                ImportFile(format: .memberCards, path: "\(Self.sample)/memberCards.csv"),
            ]
        }
        let editor = try CustomerDirectory(path: path, access: .edit)
        _ = try editor.importFiles(sets[0], source: "core-pos")
        let progress = Progress()
        Thread.detachNewThread {
            do {
                let editor = try CustomerDirectory(path: path, access: .edit)
                for round in 1...10 {
                    let report = try editor.importFiles(sets[round % 2], source: "core-pos")
                    // Account 11 has no name, and gets one.
                    if report.customers.updated != 845 {
                        progress.failure.withLock { $0 = "round \(round): \(report.customers)" }
                    }
                }
            } catch {
                progress.failure.withLock { $0 = "\(error)" }
            }
            progress.isDone.store(true, ordering: .releasing)
        }
        let reader = try CustomerDirectory(path: path, access: .lookUp)
        // Two accounts far from each other in the tables, each of one person.
        let cards = ["0040122904008", "0040122907479"]
        var reads = 0
        while !progress.isDone.load(ordering: .acquiring) {
            var states: Set<Bool> = []
            for card in cards + cards.reversed() {
                let found = try reader.holder(of: Identifier(kind: .barcodeCard, card)).summary
                #expect(found != "nobody")
                states.insert(found.contains(" New "))
            }
            reader.endBurst()
            #expect(states.count == 1, "half an import was seen")
            reads += 1
        }
        #expect(progress.failure.withLock { $0 } == nil)
        #expect(reads > 0)
    }
}
