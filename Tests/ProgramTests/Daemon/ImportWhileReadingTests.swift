import Foundation
import Simulator
import TestSupport
import Testing

/// Cards that are read through the running daemon while the whole directory is imported. `make
/// bench` has a million customers and the times.
@Suite(.waiting) struct ImportWhileReadingTests {
    private static let customers = 2000

    /// CORE-POS's `custdata`, each tenth customer of another first name in each edition.
    private func rows(_ edition: String) -> String {
        (1...Self.customers).map { number in
            let first = number % 10 == 0 ? edition : "Ana"
            return "\(20_000 + number),1,Last\(number),\(first),PC\n"
        }.reduce("CardNo,personNum,LastName,FirstName,Type\n", +)
    }

    @Test func `Every card is resolved right while the directory is imported ten times`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        var cards = "card_no,upc\n"
        for number in 1...Self.customers {
            cards += "\(20_000 + number),\(4_012_300_000 + number)\n"
        }
        for edition in ["Ben", "Cleo"] {
            try FileManager.default.createDirectory(
                atPath: shop.folder.path(edition), withIntermediateDirectories: true)
            _ = try shop.folder.file("\(edition)/custdata.csv", rows(edition))
        }
        _ = try shop.folder.file("memberCards.csv", cards)
        func start(_ edition: String) throws -> Program.Running {
            try Program.tool.start(
                [
                    "directory", "import", "--directory", shop.directory,
                    shop.folder.path("\(edition)/custdata.csv"),
                    shop.folder.path("memberCards.csv"),
                ])
        }
        #expect(try start("Ben").finish().code == 0)
        var reads = 0
        for round in 0..<10 {
            let running = try start(round % 2 == 0 ? "Cleo" : "Ben")
            repeat {
                let number = 10 * (1 + reads % (Self.customers / 10))
                try shop.scan("000\(4_012_300_000 + number)")
                let event = try lane.event("identified")
                #expect(event.customer?.number == "\(20_000 + number)")
                // As it was or as it will be, and nothing between.
                let names = ["Ben Last\(number)", "Cleo Last\(number)"]
                #expect(names.contains(event.customer?.name ?? ""))
                reads += 1
            } while running.isRunning
            #expect(try running.finish().code == 0)
            try shop.scan("000\(4_012_300_000 + 10)")
            #expect(
                try lane.event("identified").customer?.name
                    == (round % 2 == 0 ? "Cleo Last10" : "Ben Last10"))
        }
        #expect(reads >= 10)
    }
}
