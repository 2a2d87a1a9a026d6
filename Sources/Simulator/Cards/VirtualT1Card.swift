/// The card's side of T=1 (ISO/IEC 7816-3, 11), for a card that is none.
struct VirtualT1Card: Sendable {
    private var ownNumber: UInt8 = 0
    private var readerNumber: UInt8 = 0
    private var command: [UInt8] = []
    private var answer: ArraySlice<UInt8> = []
    private var lastSent: [UInt8] = []
    /// How many bytes of information the reader takes in a block.
    private var blockLength = 32

    /// Makes something go wrong, once each time.
    var nextBlockIsDamaged = false
    var asksForTime = false
    /// Every command is answered by a block of the wrong number.
    var loops = false

    /// The answer to a block.
    mutating func take(_ block: [UInt8], card: (([UInt8]) -> [UInt8])) -> [UInt8] {
        guard block.count >= 4, block.reduce(0, ^) == 0, Int(block[2]) == block.count - 4 else {
            return send(0x80 | readerNumber << 4 | 1, [])
        }
        let information = Array(block[3..<block.count - 1])
        let pcb = block[1]
        switch pcb {
        case 0xC0:
            self = VirtualT1Card()
            return send(0xE0, [])
        case 0xC1:
            blockLength = Int(information.first ?? 32)
            return send(0xE1, information)
        case 0xE3: return send(lastAnswer())
        case _ where pcb & 0xC0 == 0x80: return takeReceipt(pcb)
        default: break
        }
        if loops { return send((ownNumber ^ 1) << 6, [0x90, 0x00]) }
        guard pcb >> 6 & 1 == readerNumber else { return send(0x80 | readerNumber << 4 | 2, []) }
        readerNumber ^= 1
        command += information
        if pcb & 0x20 != 0 { return send(0x80 | readerNumber << 4, []) }
        answer = card(command)[...]
        command = []
        if asksForTime {
            asksForTime = false
            return send(0xC3, [2])
        }
        return send(lastAnswer())
    }

    private mutating func takeReceipt(_ pcb: UInt8) -> [UInt8] {
        // The number that the reader wants: the one that was sent means once more.
        if pcb >> 4 & 1 == ownNumber, !answer.isEmpty { return send(lastAnswer()) }
        return pcb >> 4 & 1 == ownNumber ^ 1 && lastSent.count > 4 ? lastSent : send(lastAnswer())
    }

    /// The next block of the answer.
    private mutating func lastAnswer() -> (UInt8, [UInt8]) {
        let part = answer.prefix(blockLength)
        answer = answer.dropFirst(part.count)
        defer { ownNumber ^= 1 }
        return (ownNumber << 6 | (answer.isEmpty ? 0 : 0x20), Array(part))
    }

    private mutating func send(_ block: (UInt8, [UInt8])) -> [UInt8] { send(block.0, block.1) }

    private mutating func send(_ pcb: UInt8, _ information: [UInt8]) -> [UInt8] {
        let head = [0, pcb, UInt8(information.count)] + information
        lastSent = head + [head.reduce(0, ^)]
        guard nextBlockIsDamaged else { return lastSent }
        nextBlockIsDamaged = false
        return lastSent.dropLast() + [lastSent[lastSent.count - 1] ^ 0x55]
    }
}
