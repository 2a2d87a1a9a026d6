import Identity
import Testing

@testable import Decoding

/// Frames from logs of real readers (facts 10 A2; CCID and PCSC issues, nfcpy's tests), and what
/// must not pass for an answer.
struct CCIDMessageTests {
    @Test("Commands travel as the standard has them")
    func commands() {
        var powerOn = CCIDCommand.powerOn(0, selection: 0)
        powerOn.sequence = 6
        #expect(powerOn.bytes == fromHex("62 00 00 00 00 00 06 00 00 00"))
        var block = CCIDCommand.transfer(0, fromHex("00 CA 00 5E 00"))
        block.sequence = 0x14
        #expect(block.bytes == fromHex("6F 05 00 00 00 00 14 00 00 00 00 CA 00 5E 00"))
        var parameters = CCIDCommand(
            kind: .setParameters, slot: 0, parameters: (1, 0, 0),
            payload: fromHex("18 10 00 45 00 FE 00"))
        parameters.sequence = 0x0E
        #expect(
            parameters.bytes
                == fromHex("61 07 00 00 00 00 0E 01 00 00 18 10 00 45 00 FE 00"))
    }

    @Test(
        "An answer is good, refused, late or somebody else's",
        arguments: [
            (
                "80 15 00 00 00 00 00 00 00 00 3B DA 18 FF 81 B1 FE 75 1F 03 00 31 C5 73 C0 01 40 00 90 00 0C",
                CCIDCommand.Kind.powerOn, "done"
            ),
            ("81 00 00 00 00 00 00 42 FE 01", .powerOn, "refused"),
            ("81 00 00 00 00 00 00 40 00 00", .escape, "refused"),
            ("80 02 00 00 00 00 00 00 00 00 90 00", .transferBlock, "done"),
            // An ACR122U's good answer to the reader itself, and its way to say that a card failed.
            ("83 0A 00 00 00 00 00 02 81 00 41 43 52 31 32 32 55 32 30 33", .escape, "done"),
            ("80 00 00 00 00 00 00 00 FE 00", .transferBlock, "refused"),
            ("80 00 00 00 00 00 00 41 FE 00", .powerOn, "refused"),
            ("81 02 00 00 00 00 00 00 00 00 90 00", .slotStatus, "done"),
            ("80 04 00 00 00 00 00 00 81 00 34 35 36", .transferBlock, "damaged"),
            ("80 02 00 00 00 00 00 00 00 00 90 00 00", .transferBlock, "damaged"),
            ("80 02 00 00 00 00 01 00 00 00 90 00", .transferBlock, "waiting"),
            ("80 02 00 00 00 01 00 00 00 00 90 00", .transferBlock, "waiting"),
            ("82 02 00 00 00 00 00 00 00 00 90 00", .transferBlock, "waiting"),
            ("81 00 00 00 00 00 00 00 00 00", .transferBlock, "waiting"),
            ("80 00 00 00 00 00 00 80 03 00", .transferBlock, "waiting"),
            ("80 03 00 00 00 00 00 00 81", .transferBlock, "waiting"),
            ("00 03 00 00 00 00 00 00 81 00 31 32 33", .transferBlock, "waiting"),
            ("", .transferBlock, "waiting"),
        ] as [(String, CCIDCommand.Kind, String)])
    func answers(hex: String, command: CCIDCommand.Kind, expected: String) {
        var exchange = CCIDExchange(interface: 0)
        var output = Output()
        exchange.send(CCIDCommand(kind: command, slot: 0), at: start, into: &output)
        let progress = exchange.receive(fromHex(hex).span, at: start)
        #expect(word(progress) == expected)
        if expected == "done" { #expect(exchange.payload == Array(fromHex(hex).dropFirst(10))) }
    }

    @Test("Every answer cut at each byte never counts as one")
    func cut() {
        let whole = fromHex("80 02 00 00 00 00 00 00 00 00 90 00")
        for count in 0..<whole.count {
            var exchange = CCIDExchange(interface: 0)
            var output = Output()
            exchange.send(CCIDCommand(kind: .transferBlock, slot: 0), at: start, into: &output)
            let progress = exchange.receive(Array(whole.prefix(count)).span, at: start)
            #expect(word(progress) == (count < 10 ? "waiting" : "damaged"))
        }
    }

    @Test("Time extensions end after 15 s in sum, and strangers move no deadline")
    func bounds() throws {
        var exchange = CCIDExchange(interface: 0)
        var output = Output()
        exchange.send(CCIDCommand(kind: .transferBlock, slot: 0), at: start, into: &output)
        let more = fromHex("80 00 00 00 00 00 00 80 FF 00")
        var now = start
        for _ in 0..<100 {
            now = now + .milliseconds(500)
            _ = exchange.receive(more.span, at: now)
            #expect(try #require(exchange.deadline) <= start + CCIDExchange.extendedLimit)
        }
        exchange = CCIDExchange(interface: 0)
        exchange.send(CCIDCommand(kind: .transferBlock, slot: 0), at: start, into: &output)
        for sequence in UInt8(1)...200 {
            let stranger: [UInt8] = [0x80, 2, 0, 0, 0, 0, sequence, 0, 0, 0, 0x90, 0]
            _ = exchange.receive(stranger.span, at: start)
        }
        #expect(exchange.deadline == start + CCIDExchange.limit)
        // The abort goes both ways, and ends in bounded time whatever comes.
        output.removeAll()
        #expect(exchange.expire(at: start + CCIDExchange.limit, into: &output) == .running)
        #expect(output.actions.count == 2)
        var last = CCIDExchange.Progress.running
        for _ in 0..<16 where last == .running {
            let stranger = fromHex("81 00 00 00 00 00 77 00 00 00")
            last = exchange.receive(stranger.span, at: start + CCIDExchange.limit)
        }
        #expect(last == .failed(.mute))
    }

    private let start = Instant(nanoseconds: 0)

    private func word(_ progress: CCIDExchange.Progress) -> String {
        switch progress {
        case .running: "waiting"
        case .done: "done"
        case .failed(.refused): "refused"
        case .failed(.damaged): "damaged"
        case .failed: "lost"
        }
    }
}
