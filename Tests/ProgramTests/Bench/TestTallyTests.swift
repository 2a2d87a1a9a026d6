import Simulator
import Testing

@testable import laneid

/// How the test of a reader is judged.
@Suite struct TestTallyTests {
    private func tally(_ items: [String]) throws -> TestTally {
        var tally = TestTally()
        for item in items { tally.take(try TestedItem(json: Array(item.utf8))) }
        return tally
    }

    private static let label =
        #"{"reading":{"kind":"barcode","entryMode":"Scanned","length":8,"masked":"****5678"}}"#
    private static let fault = #"{"fault":"badLRC","sentence":"no"}"#
    private static let command = #"{"command":"06"}"#
    private static let both =
        #"{"reading":{"kind":"magstripe","entryMode":"MagStripe","masked1":"*A","masked2":"*1"}}"#
    private static let second =
        #"{"reading":{"kind":"magstripe","entryMode":"MagStripe","masked2":"*1"}}"#
    private static let payment =
        #"{"reading":{"kind":"magstripe","entryMode":"MagStripe","withheld":true}}"#

    @Test(
        "The verdict follows from what came",
        arguments: [
            ([], 0, 0, false, "Nothing came"),
            ([command], 0, 0, false, "Nothing came"),
            ([label, label, command], 2, 0, true, "2 of 2 read well"),
            ([label, fault], 1, 1, false, "reads badly: 1 of 2"),
            ([fault, fault], 0, 2, false, "does not read: 2 of 2"),
            ([both, both], 2, 0, true, "works"),
            ([both, second], 2, 0, false, "not every track"),
            ([payment], 1, 0, true, "payment cards"),
        ])
    func verdict(items: [String], good: Int, bad: Int, isWell: Bool, says: String) throws {
        let tally = try tally(items)
        #expect(tally.good == good && tally.bad == bad && tally.isWell == isWell)
        #expect(tally.verdict.contains(says), "\(tally.verdict)")
    }

    @Test func `Tracks are counted, those that are missing once as bad`() throws {
        #expect(
            try tally([Self.both, Self.second, Self.both]).trackLines == [
                "track 1: 2 good, 1 bad", "track 2: 3 good, 0 bad",
            ])
    }
}
