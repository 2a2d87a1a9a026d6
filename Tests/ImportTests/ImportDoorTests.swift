import DirectorySupport
import Foundation
import Identity
import Recognition
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// No column of no table takes a payment card's number. The doors are those of the tables of
/// columns, so that a new one is tried, too.
@Suite struct ImportDoorTests {
    private static let number = "4012888888881881"

    private let folder = TemporaryFolder()

    private func options() -> ImportOptions {
        var options = ImportOptions()
        options.isPaymentCard = { PaymentCardGuard().judge(typed: $0) != .clear }
        return options
    }

    /// Fails for five digits of the number.
    private func expectNone(in text: String, _ place: String) {
        for start in 0...(Self.number.count - 5) {
            let piece = Self.number.dropFirst(start).prefix(5)
            #expect(!text.contains(piece), "\(place): \(text)")
        }
    }

    @Test(
        "A row with a card's number in any column is rejected by its line, without a digit of it",
        arguments: ImportFormat.ofFiles)
    func everyColumn(format: ImportFormat) throws {
        let columns = format.columns
        var lines = [columns.joined(separator: ",")]
        let texts = [
            Self.number, "card 4012-8888-8888-1881", "４０１２８８８８８８８８１８８１",
            #"4012\u202e888888881881"#, "'4012 8888 8888 1881",
        ]
        for index in columns.indices {
            for text in texts {
                lines.append(
                    columns.indices.map { $0 == index ? text : "" }.joined(separator: ","))
            }
        }
        let path = try folder.write("\(format).csv", lines.joined(separator: "\n") + "\n")
        let input = try ImportReader(options(), progress: nil).read([
            ImportFile(format: format, path: path)
        ])
        #expect(input.notes.rejectedCount == columns.count * texts.count)
        for (rejection, index) in zip(input.notes.rejected, 0...) {
            #expect(rejection.line == index + 2)
            #expect(
                rejection.reason
                    == "the \(columns[index / texts.count]) is a payment card's, or may be: none is ever kept"
            )
        }
        #expect(input.tables.allSatisfy { $0.rows.rows.isEmpty })
        expectNone(in: "\(input.notes)", "the report")
    }

    @Test(
        "A name that only both its columns make a card's, and a column that is there again",
        arguments: [
            (
                ImportFormat.custdata, "CardNo,personNum,LastName,FirstName,Type",
                "500,1,4012 8888,8888 1881,PC"
            ),
            (.csv, "number,name,phone,phone", "500,Ana,+16125550142,4012888888881881"),
            (.csv, "number,name,card,card", "500,Ana,0040122900500,4012888888881881"),
        ])
    func joined(format: ImportFormat, header: String, row: String) throws {
        let path = try folder.write("joined.csv", "\(header)\n\(row)\n")
        let directory = try folder.editor()
        let report = try directory.importFile(
            path, format: format, source: "shop", options: options())
        #expect(report.rejected.map(\.line) == [2])
        expectNone(in: "\(report)", "the report")
    }

    @Test(
        "A card where a header should be is not shown",
        arguments: [
            "4012888888881881,Ana\n500,Ben\n", "number,name,4012888888881881\n500,Ben,x\n",
            "number,4012 8888 8888 1881\n500,Ben\n",
        ])
    func headers(text: String) throws {
        let path = try folder.write("headers.csv", text)
        let directory = try folder.editor()
        do {
            let report = try directory.importFile(
                path, format: .csv, source: "shop", options: options())
            expectNone(in: "\(report)", "the report")
        } catch {
            expectNone(in: "\(error)", "the error")
        }
    }

    @Test("Honest rows are taken: telephones, UUIDs and what is in columns that nobody knows")
    func honest() throws {
        let path = try folder.write(
            "honest.csv",
            """
            number,name,phone,email,token
            500,Ana Novak,+4915112345677,ana@example.org,4012888888881881
            501,Ben Kos,+4915112345685,ben@example.org,
            502,Cleo Lind,+639171234567,,
            0040122910412,Dina Haas,(612) 555-0142,,

            """)
        let directory = try folder.editor()
        let report = try directory.importFile(
            path, format: .csv, source: "shop", options: options())
        #expect(report.rejected == [])
        #expect(report.customers.created == 4)
        expectNone(in: "\(report)", "the report")
    }
}
