import Decoding
import Drivers
import Identity
import Simulator
import Testing

/// A reader or card that misbehaves: a named fault in bounded time, and the next good card is read.
struct CardFaultTests {
    private static let expected: [VirtualCardReader.Fault: Set<String>] = [
        .wrongSequence: ["fault cardMute"], .wrongSlot: ["fault cardMute"],
        .wrongType: ["fault cardMute"],
        .endlessExtension: ["fault cardMute"],
        .emptySuccess: ["fault cardProtocol", "fault cardMute"],
        .silent: ["fault cardMute"], .cut: ["fault cardMute"],
        .blockLoop: ["fault cardProtocol"], .mute: ["fault cardMute"],
    ]
    /// What a card gives all the same.
    private static let harmless: [VirtualCardReader.Fault] = [
        .damagedBlock, .waitingTime, .noParameters, .muteTwice, .late,
    ]

    @Test(
        "Each misbehaviour ends in a named fault, and the next good card is read",
        arguments: expected.keys.sorted { $0.rawValue < $1.rawValue }, CardReaderTests.levels)
    func faults(fault: VirtualCardReader.Fault, level: CCIDDescriptor.ExchangeLevel) throws {
        guard fault != .blockLoop || level == .tpdu else { return }
        var bench = try CardBench(level: level, queries: Cards.club)
        bench.fault = fault
        bench.put(try VirtualCard(parsing: Cards.clubChipT1), for: .seconds(61))
        let items = bench.takeItems()
        #expect(items.first == "ready")
        let words = try #require(Self.expected[fault])
        #expect(items.count == 2 && words.contains(items[1]), "\(items)")
        bench.put(nil, for: .seconds(20))
        bench.fault = nil
        bench.put(try VirtualCard(parsing: Cards.clubChipT1), for: .seconds(20))
        #expect(bench.takeItems() == ["smartCard application 8134567890"])
    }

    @Test("What a card may do is read all the same", arguments: harmless)
    func harmlessFaults(fault: VirtualCardReader.Fault) throws {
        var bench = try CardBench(level: .tpdu, queries: Cards.club)
        bench.fault = fault
        bench.put(try VirtualCard(parsing: Cards.clubChipT1), for: .seconds(40))
        #expect(bench.takeItems() == ["ready", "smartCard application 8134567890"])
    }

    @Test("A reader that answers nothing is reset, and reads again when it can")
    func dead() throws {
        var bench = try CardBench(level: .shortAPDU)
        bench.fault = .dead
        bench.put(try VirtualCard(parsing: Cards.tag), for: .seconds(6))
        #expect(bench.takeItems().prefix(2) == ["ready", "reset"])
        #expect(bench.resets >= 1)
        bench.fault = nil
        bench.pass(.seconds(10))
        #expect(bench.takeItems().suffix(2) == ["ready", "contactless uid 0476BFE1BF0280"])
    }

    @Test("A card pulled at any message is a fault or was read, and reads when it is back")
    func pulled() throws {
        for level in CardReaderTests.levels {
            var bench = try CardBench(level: level, queries: Cards.club)
            bench.put(try VirtualCard(parsing: Cards.clubChipT1))
            let last = bench.messages
            for message in 2...last {
                var bench = try CardBench(level: level, queries: Cards.club)
                bench.pullsAt = message
                bench.put(try VirtualCard(parsing: Cards.clubChipT1), for: .seconds(5))
                let items = bench.takeItems()
                #expect(items.allSatisfy { !$0.contains("81345") || $0.hasSuffix("8134567890") })
                #expect(
                    items.contains { $0.hasPrefix("fault card") || $0.hasPrefix("removed") }
                        || items == ["ready"], "\(level) \(message) \(items)")
                bench.put(nil)
                bench.put(try VirtualCard(parsing: Cards.clubChipT1), for: .seconds(5))
                #expect(bench.takeItems().last == "smartCard application 8134567890")
            }
        }
    }
}
