import Devices
import Drivers
import Identity
import Simulator

@testable import Decoding

extension FuzzTarget {
    /// What a card reader and a card send. Byte 0 says what it is: an answer to reset, an NDEF
    /// message, the memory of a tag, blocks of T=1, a whole conversation, or data objects.
    static let cards = FuzzTarget(
        name: "cards",
        seeds: {
            let reset: [UInt8] = [
                0x3B, 0xF2, 0x18, 0x00, 0x02, 0xC1, 0x0A, 0x31, 0xFE, 0x58, 0xC8, 0x08, 0x74,
            ]
            let message: [UInt8] = [
                0xD1, 0x01, 0x07, 0x54, 0x02, 0x65, 0x6E, 0x38, 0x31, 0x33, 0x34,
            ]
            let memory: [UInt8] =
                [UInt8](repeating: 0, count: 12) + [0xE1, 0x10, 0x06, 0x00, 0x03, 0x01, 0xD0]
            let blocks: [UInt8] = [4, 0x00, 0x00, 0x02, 0x90, 0x00, 0x92, 5, 0x00, 0xC3, 0x01]
            let object: [UInt8] = [0x61, 0x04, 0x4F, 0x02, 0xF0, 0x01]
            var seeds: [[UInt8]] = []
            seeds.append([0] + reset)
            seeds.append([1] + message)
            seeds.append([2] + memory)
            seeds.append([3] + blocks)
            seeds.append([5] + object)
            for (driver, capture) in Corpus.captures where driver.name == "ccid-reader" {
                seeds.append([4, 0] + capture.received)
            }
            return seeds
        },
        run: { bytes in
            var input = Input(bytes)
            switch input.byte() % 6 {
            case 0: answerToReset(input.all())
            case 1:
                let text = NDEFMessage.text(of: input.all())
                hold(text.map { (1...Reading.capacity).contains($0.count) } ?? true, "a long text")
            case 2:
                var memory = Type2Memory()
                var outcome = Type2Memory.Outcome.more
                while outcome == .more { outcome = memory.take(input.bytes(16)[...]) }
            case 3: blocks(&input)
            case 4: conversation(&input)
            default:
                let object = input.all()
                for tag in [0x4F, 0x5A, 0x5F20] as [UInt32] {
                    _ = TLV.value(of: tag, in: object[...])
                }
            }
        })

    private static func answerToReset(_ bytes: [UInt8]) {
        guard let atr = try? ATR(bytes) else { return }
        hold(atr.historical.count <= 15, "too many historical bytes")
        hold((1...254).contains(atr.blockLength), "a block of no length")
        _ = (atr.protocols, atr.factors, atr.waitingInteger, atr.proxNumber)
        _ = CardUID.judge(atr.historical, isReversed: false, atr: atr)
    }

    private static func blocks(_ input: inout Input) {
        var exchange = T1Exchange(blockLength: 16, hasCRC: false)
        var step = exchange.send([UInt8](repeating: 7, count: 40))
        var count = 0
        while case .send(let block, _) = step, !input.isEmpty {
            hold(block.count >= 4, "a short block")
            step = exchange.take(input.bytes(Int(input.byte())).span)
            count += 1
            hold(count < 500, "an exchange without end")
        }
    }

    /// Messages, each after its length; one of no length lets time pass.
    private static func conversation(_ input: inout Input) {
        let level = input.byte() % 3
        var descriptor = [UInt8](repeating: 0, count: 54)
        (descriptor[0], descriptor[1], descriptor[5], descriptor[6]) = (0x36, 0x21, 7, 3)
        descriptor[42] = 1 << level
        descriptor[45] = 1
        guard let reader = CCIDDescriptor(descriptor.span) else { fatalError("no descriptor") }
        let decoder = CCIDDecoder(
            reader, at: USBInterface(vendorID: 1, productID: 1), queries: CardQueries())
        var session = Session(decoder, kind: .smartCard, capacity: 4096)
        var output = Output()
        var now = Instant(nanoseconds: 0)
        session.opened(at: now, into: &output)
        while !input.isEmpty {
            let length = Int(input.byte())
            if length == 0 {
                now = max(now, session.deadline ?? now)
                session.deadlinePassed(at: now, into: &output)
            } else {
                session.receive(
                    input.bytes(length).span, on: length % 7 == 0 ? .status : .data, at: now,
                    into: &output)
            }
            for case .reading(let reading) in output.items {
                if reading.card.finding == nil { expectNoPaymentCard(in: reading) }
            }
            output.removeAll()
        }
    }
}
