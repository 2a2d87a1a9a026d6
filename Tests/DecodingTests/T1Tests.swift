import Testing

@testable import Decoding

struct T1Tests {
    @Test("The length of blocks is announced, and the answer must repeat it")
    func announcement() {
        var exchange = T1Exchange(blockLength: 32, hasCRC: false)
        #expect(exchange.announce(length: 0xFE) == .send(fromHex("00 C1 01 FE 3E"), waiting: 0))
        #expect(exchange.take(fromHex("00 E1 01 FE 1E").span) == .done([]))
        exchange = T1Exchange(blockLength: 32, hasCRC: false)
        _ = exchange.announce(length: 0xFE)
        #expect(exchange.take(fromHex("00 E1 01 20 C0").span) != .done([]))
    }

    /// PCSC issue 71.
    @Test("A command and its answer are blocks of alternating numbers")
    func blocks() {
        var exchange = T1Exchange(blockLength: 32, hasCRC: false)
        let first = exchange.send(fromHex("80 FE 00 00 01 01"))
        #expect(first == .send(fromHex("00 00 06 80 FE 00 00 01 01 78"), waiting: 0))
        #expect(exchange.take(fromHex("00 00 02 6D 00 6F").span) == .done(fromHex("6D 00")))
        let second = exchange.send(fromHex("80 FE 00 00 01 01"))
        #expect(second == .send(fromHex("00 40 06 80 FE 00 00 01 01 38"), waiting: 0))
        #expect(exchange.take(fromHex("00 40 02 6D 00 2F").span) == .done(fromHex("6D 00")))
    }

    @Test("A request for time is granted once for the next block")
    func waiting() {
        var exchange = T1Exchange(blockLength: 32, hasCRC: false)
        _ = exchange.send(fromHex("00 A4 00 00"))
        #expect(
            exchange.take(block(0xC3, [5]).span) == .send(block(0xE3, [5]), waiting: 5))
        #expect(exchange.take(block(0x00, [0x90, 0]).span) == .done([0x90, 0]))
    }

    @Test("Long commands and answers go in parts")
    func chaining() {
        var exchange = T1Exchange(blockLength: 4, hasCRC: false)
        #expect(exchange.send([1, 2, 3, 4, 5, 6]) == .send(block(0x20, [1, 2, 3, 4]), waiting: 0))
        #expect(exchange.take(block(0x90, []).span) == .send(block(0x40, [5, 6]), waiting: 0))
        #expect(exchange.take(block(0x20, [9, 8]).span) == .send(block(0x90, []), waiting: 0))
        #expect(exchange.take(block(0x40, [0x90, 0]).span) == .done([9, 8, 0x90, 0]))
    }

    @Test("A block that does not check is asked for again, then all begins anew, then it ends")
    func errors() {
        var exchange = T1Exchange(blockLength: 32, hasCRC: false)
        _ = exchange.send([0, 0xA4, 0, 0])
        #expect(
            exchange.take(fromHex("00 00 02 90 00 00").span) == .send(block(0x81, []), waiting: 0))
        var step = T1Exchange.Step.done([])
        var count = 0
        repeat {
            step = exchange.take(fromHex("00 00 02 90 00 00").span)
            count += 1
        } while step != .failed && count < 100
        #expect(count < 20)
    }

    /// CCID issue 72: the card answers the second block with R 82, then with the wrong number.
    @Test("Whatever a card sends, an exchange ends")
    func ends() {
        for seed in 0..<2000 {
            var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
            func next() -> UInt8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            let controls: [UInt8] = [
                0x00, 0x40, 0x20, 0x60, 0x80, 0x90, 0x81, 0x82, 0x92, 0xC0, 0xC1, 0xC2, 0xC3, 0xE0,
                0xE1, 0xE3,
            ]
            var exchange = T1Exchange(blockLength: 8, hasCRC: false)
            var step = exchange.send([UInt8](repeating: 7, count: 20))
            var count = 0
            while case .send = step {
                let information = (0..<Int(next() % 3)).map { _ in next() }
                step = exchange.take(
                    block(controls[Int(next()) % controls.count], information).span)
                count += 1
                if count > 200 { break }
            }
            #expect(count <= 200)
        }
    }

    @Test("Blocks with a CRC check as well")
    func crc() {
        var exchange = T1Exchange(blockLength: 32, hasCRC: true)
        guard case .send(let sent, _) = exchange.send([0, 0xA4, 0, 0]) else {
            Issue.record("nothing sent")
            return
        }
        #expect(sent.count == 9)
        // ISO/IEC 13239 over itself: a block as it is sent checks when it comes back.
        #expect(exchange.take(sent.span) == .done([0, 0xA4, 0, 0]))
        var other = T1Exchange(blockLength: 32, hasCRC: true)
        _ = other.send([0, 0xA4, 0, 0])
        var wrong = sent
        wrong[8] ^= 1
        #expect(other.take(wrong.span) != .done([0, 0xA4, 0, 0]))
    }

    private func block(_ pcb: UInt8, _ information: [UInt8]) -> [UInt8] {
        let head = [0, pcb, UInt8(information.count)] + information
        return head + [head.reduce(0, ^)]
    }
}
