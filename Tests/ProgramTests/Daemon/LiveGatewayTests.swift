import Foundation
import Simulator
import TestSupport
import Testing

@testable import Directory
@testable import SQLite

/// A live source, asked by the daemon.
@Suite final class LiveGatewayTests {
    private let folder: ScratchFolder
    private var source: String { folder.path("custdata.sqlite") }

    init() throws {
        folder = try ScratchFolder()
    }

    /// The source as CORE-POS has it, which knows more than was imported.
    private func makeSource() throws {
        let database = try Database(path: source, mode: .create, busyTimeoutMs: 1000)
        try database.run(
            """
            CREATE TABLE custdata (CardNo INTEGER, personNum INTEGER, FirstName, LastName, Type);
            CREATE TABLE memberCards (card_no INTEGER, upc TEXT);
            INSERT INTO custdata VALUES (10412, 1, 'Iva', 'Novak', 'PC'),
                (777, 1, 'New', 'Member', 'PC'), (778, 1, 'Old', 'Member', 'INACT');
            INSERT INTO memberCards VALUES (10412, '\(SampleDirectory.card)'),
                (777, '0040122900777'), (778, '0040122900778')
            """)
    }

    /// - Parameter more: Further keys of `source`, each after a comma.
    private func shop(_ more: String = "") throws -> Shop {
        var plan = Shop.Plan()
        plan.more = """
            source: { sqlite: "\(source)", limitMs: 100 \(more) },
            rules: [{ name: "club", kinds: ["barcode"], prefix: "00401229", digits: 13,
                produces: "barcodeCard" }]
            """
        return try Shop(plan)
    }

    @Test("C-3: the daemon asks the source, and the directory for whom the source does not know")
    func fresh() throws {
        try makeSource()
        let shop = try shop()
        let lane = try shop.subscribed()
        for (code, parts) in [
            (SampleDirectory.card, [#""name":"Iva Novak""#, #""shopper":{"number":1"#]),
            (
                "0040122900777",
                [#""outcome":"identified""#, #""number":"777","name":"New Member""#]
            ),
            ("0040122900778", [#""outcome":"refused""#, #""reason":"inactive""#]),
            ("0040122900779", [#""outcome":"unknown""#]),
        ] {
            try shop.scan(code)
            let event = try lane.eventLine()
            #expect(parts.allSatisfy(event.has), "\(event.text)")
            #expect(!event.has(#""source":"#))
        }
        // Not in the source at all.
        try lane.call("identify", #""lane":"L1","by":{"number":"601"}"#)
        #expect(try lane.eventLine().has(#""reason":"suspended""#))
    }

    @Test(
        "C-3: a source that is late or away gives the directory's answer, which says so, and delays nothing else",
        arguments: [
            (
                #", query: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i FROM n WHERE i < 0""#,
                "late"
            ), ("", "offline"),
        ])
    func stale(query: String, word: String) throws {
        if !query.isEmpty { try makeSource() }
        let shop = try shop(query)
        let lane = try shop.subscribed()
        // Far more than could be answered if each waited for the limit.
        for _ in 0..<200 { try shop.scan(SampleDirectory.card) }
        for _ in 0..<200 {
            let event = try lane.eventLine()
            #expect(
                event.has(#""name":"Iva Horvat""#) && event.has(#""source":"\#(word)""#),
                "\(event.text)")
        }
        try lane.call("ping")
        #expect(shop.log.components(separatedBy: "the live source").count == 2, "\(shop.log)")
        #expect(query.isEmpty == !FileManager.default.fileExists(atPath: source))
    }

    @Test("Without a source in settings no event speaks of one")
    func none() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.card)
        #expect(try !lane.eventLine().has(#""source":"#))
    }
}
