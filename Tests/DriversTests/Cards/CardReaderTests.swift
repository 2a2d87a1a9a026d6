import Decoding
import Identity
import Simulator
import Testing

@testable import Drivers

struct CardReaderTests {
    static let levels: [CCIDDescriptor.ExchangeLevel] = [.tpdu, .shortAPDU, .extendedAPDU]

    @Test("A tag gives its number, once, and is removed", arguments: levels, [true, false])
    func tag(level: CCIDDescriptor.ExchangeLevel, hasStatus: Bool) throws {
        var bench = try CardBench(level: level, hasStatus: hasStatus)
        #expect(bench.takeItems() == ["ready"])
        bench.put(try VirtualCard(parsing: Cards.tag), for: .seconds(10))
        #expect(bench.takeItems() == ["contactless uid 0476BFE1BF0280"])
        bench.put(nil)
        #expect(bench.takeItems() == ["removed contactless 0476BFE1BF0280"])
    }

    @Test("A chip card gives what settings ask for, over T=0 and T=1", arguments: levels)
    func application(level: CCIDDescriptor.ExchangeLevel) throws {
        for script in [Cards.clubChip, Cards.clubChipT1] {
            var bench = try CardBench(level: level, queries: Cards.club)
            bench.put(try VirtualCard(parsing: script))
            #expect(bench.takeItems() == ["ready", "smartCard application 8134567890"])
            #expect(try #require(bench.readings.first).card.application == "club chip")
            bench.put(nil)
            #expect(bench.takeItems() == ["removed smartCard 8134567890"])
        }
    }

    @Test("A payment card is asked for its directory and nothing else", arguments: levels)
    func payment(level: CCIDDescriptor.ExchangeLevel) throws {
        var bench = try CardBench(level: level, queries: Cards.club)
        bench.put(try VirtualCard(parsing: Cards.payment))
        #expect(bench.takeItems() == ["ready", "contactless paymentApplication "])
        #expect(bench.commands.count == 1)
        #expect(bench.commands.first?.starts(with: [0x00, 0xA4, 0x04, 0x00, 14]) == true)
        #expect(bench.readings.first?.card.uid.isEmpty == true)
    }

    @Test(
        "Who shows another number each time, and identity documents, identify nobody",
        arguments: [
            (Cards.phone, "contactless randomUID "),
            (Cards.passport, "contactless identityDocument "),
            ("atr 3B 80 80 01 01\nuid 88 04 76 BF", "contactless truncatedUID "),
            ("atr 3B 80 80 01 01\nuid BF 76 04 88", "contactless truncatedUID "),
            ("atr 3B 80 80 01 01\nuid 00 00 00 00", "fault readError"),
            ("atr 3B 80 80 01 01\nuid FF FF FF FF FF FF FF", "fault readError"),
            ("atr 3B 80 80 01 01\napplication A0000002480200", "contactless licence "),
            ("atr 3B 04 17 04 FF FF", "smartCard noIdentifier "),
            (
                "atr 3B BE 95 00 00 41 03 00 00 00 00 00 00 00 00 00 02 90 00",
                "smartCard noIdentifier "
            ),
            ("atr 3B 02 14 50\napplication A0000000031010", "smartCard paymentApplication "),
            ("atr 3B 06 01 01 18 03 82 09", "smartCard atr H10301:118:38209"),
            ("atr 3B 80 80 01 01\nuid E0 04 01 00 11 22 33 44", "contactless uid E004010011223344"),
            ("atr 3B 80 80 01 01\nuid 44 33 22 11 00 01 04 E0", "contactless uid E004010011223344"),
            ("atr 3B 80 80 01 01\nuid 01 FE 00 00 00 00 00 01", "contactless randomUID "),
        ])
    func findings(script: String, expected: String) throws {
        var bench = try CardBench(level: .shortAPDU)
        bench.put(try VirtualCard(parsing: script))
        #expect(bench.takeItems() == ["ready", expected])
    }

    @Test("A tag's message is the text, and its number stands beside it", arguments: levels)
    func message(level: CCIDDescriptor.ExchangeLevel) throws {
        let type4 = """
            atr 3B 80 80 01 01
            uid 04 11 22 33 44 55 66
            ndef D1 01 0A 55 03 6E 66 63 70 79 2E 6F 72 67
            """
        for (script, text, uid) in [
            (Cards.tagWithText, "8134567890", "0476BFE1BF0280"),
            (type4, "http://nfcpy.org", "04112233445566"),
        ] {
            var bench = try CardBench(level: level)
            bench.put(try VirtualCard(parsing: script))
            #expect(bench.takeItems() == ["ready", "contactless ndef \(text)"])
            let card = try #require(bench.readings.first).card.uid
            #expect((0..<card.count).map { card[$0].hexadecimal }.joined().uppercased() == uid)
        }
    }

    @Test("A card that is away for a moment is shown once; another one is another")
    func flicker() throws {
        var bench = try CardBench(level: .shortAPDU)
        let card = try VirtualCard(parsing: Cards.tag)
        bench.put(card)
        bench.put(nil, for: .milliseconds(50))
        bench.put(card)
        #expect(bench.takeItems() == ["ready", "contactless uid 0476BFE1BF0280"])
        bench.put(nil, for: .milliseconds(50))
        bench.put(try VirtualCard(parsing: Cards.tag.replacing("04 76", with: "04 77")))
        #expect(
            bench.takeItems() == [
                "removed contactless 0476BFE1BF0280", "contactless uid 0477BFE1BF0280",
            ])
    }

    @Test("Each slot has its card")
    func slots() throws {
        var bench = try CardBench(level: .tpdu, slots: 3, queries: Cards.club)
        bench.put(try VirtualCard(parsing: Cards.clubChip), into: 2)
        bench.put(try VirtualCard(parsing: Cards.tag), into: 0)
        bench.put(nil, into: 2)
        #expect(
            bench.takeItems() == [
                "ready", "smartCard application 8134567890", "contactless uid 0476BFE1BF0280",
                "removed smartCard 8134567890",
            ])
    }

    @Test("Settings say how a card's number is written")
    func spelling() throws {
        let script = "atr 3B 80 80 01 01\nuid E4 3A C9 D2"
        for (order, form, text) in [
            ("wire", "hex", "E43AC9D2"), ("reversed", "hex", "D2C93AE4"),
            ("reversed", "decimal", "3536403172"), ("wire", "decimal", "3829058002"),
        ] {
            var options = DriverOptions()
            try options.set("uidOrder", to: Array(order.utf8), for: .ccidReader)
            try options.set("uidAs", to: Array(form.utf8), for: .ccidReader)
            var bench = try CardBench(level: .extendedAPDU, options: options)
            bench.put(try VirtualCard(parsing: script))
            #expect(bench.takeItems() == ["ready", "contactless uid \(text)"])
        }
    }
}
