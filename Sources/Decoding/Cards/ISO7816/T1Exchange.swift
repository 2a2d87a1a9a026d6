/// The block protocol T=1 with one card (ISO/IEC 7816-3, 11): one APDU after the other.
///
/// It ends whatever the card does: every block counts against a budget, a block that does not check
/// is asked for again three times, then the protocol is started anew once.
struct T1Exchange: Sendable {
    enum Step: Equatable {
        /// A block for the card, and what its waiting time is multiplied by.
        case send([UInt8], waiting: UInt8)
        case done([UInt8])
        case failed
    }

    private enum Phase {
        case idle
        /// The card is told how long our blocks may be.
        case announcing(UInt8)
        /// What is left of the command after the block that was sent.
        case sending(ArraySlice<UInt8>)
        case receiving
        case resynchronising
    }

    private enum PCB {
        static let more: UInt8 = 0x20
        static let resynch: UInt8 = 0xC0
        static let ifs: UInt8 = 0xC1
        static let abort: UInt8 = 0xC2
        static let waitingTime: UInt8 = 0xC3
        static let response: UInt8 = 0x20
    }

    private static let maxErrors = 3
    private static let maxAnswer = 65_538

    private let hasCRC: Bool
    /// How many bytes of information the card takes in a block.
    private var blockLength: Int
    private var phase = Phase.idle
    private var command: [UInt8] = []
    private var answer: [UInt8] = []
    private var lastSent: [UInt8] = []
    /// The number of the next block of ours, and of the card's: 0 or 1.
    private var ownNumber: UInt8 = 0
    private var cardNumber: UInt8 = 0
    private var budget = 0
    private var errors = 0
    private var restarts = 0

    init(blockLength: Int, hasCRC: Bool) {
        self.blockLength = blockLength
        self.hasCRC = hasCRC
    }

    /// Tells the card how many bytes of information a block to the reader may hold.
    mutating func announce(length: UInt8) -> Step {
        begin()
        phase = .announcing(length)
        return send(PCB.ifs, [length])
    }

    /// Sends a command.
    mutating func send(_ command: [UInt8]) -> Step {
        begin()
        self.command = command
        return sendFirst()
    }

    /// Takes a block of the card.
    mutating func take(_ block: borrowing Span<UInt8>) -> Step {
        budget -= 1
        guard budget > 0 else { return fail() }
        let checkLength = hasCRC ? 2 : 1
        guard block.count >= 3 + checkLength, Int(block[2]) == block.count - 3 - checkLength,
            block[2] != 0xFF
        else { return askAgain(because: 2) }
        guard checks(block) else { return askAgain(because: 1) }
        let information = (3..<block.count - checkLength).map { block[$0] }
        let pcb = block[1]
        if pcb & 0x80 == 0 { return takeInformation(pcb, information) }
        if pcb & 0x40 == 0 { return takeReceipt(pcb) }
        return takeSupervision(pcb, information)
    }

    private mutating func begin() {
        answer = []
        errors = 0
        restarts = 0
        budget = 64 + command.count / max(1, blockLength)
    }

    // MARK: Blocks of the card

    private mutating func takeInformation(_ pcb: UInt8, _ information: [UInt8]) -> Step {
        switch phase {
        case .receiving: break
        case .sending(let rest) where rest.isEmpty:
            // It answers, so it has the whole command.
            ownNumber ^= 1
            phase = .receiving
        default: return askAgain(because: 2)
        }
        guard pcb >> 6 & 1 == cardNumber else { return askAgain(because: 2) }
        errors = 0
        cardNumber ^= 1
        answer += information
        guard answer.count <= Self.maxAnswer else { return fail() }
        if pcb & PCB.more != 0 { return send(0x80 | cardNumber << 4) }
        phase = .idle
        return .done(answer)
    }

    private mutating func takeReceipt(_ pcb: UInt8) -> Step {
        guard case .sending(let rest) = phase else { return repeatLast() }
        // It names the block that it wants next.
        guard pcb >> 4 & 1 != ownNumber else { return repeatLast() }
        guard !rest.isEmpty else { return askAgain(because: 2) }
        errors = 0
        ownNumber ^= 1
        return sendPart(rest)
    }

    private mutating func takeSupervision(_ pcb: UInt8, _ information: [UInt8]) -> Step {
        switch (pcb, phase) {
        case (PCB.ifs, _) where information.count == 1 && information[0] != 0:
            blockLength = min(Int(information[0]), 254)
            return answerSupervision(pcb, information)
        case (PCB.waitingTime, _) where information.count == 1:
            return answerSupervision(pcb, information, waiting: information[0])
        case (PCB.abort, _): return fail()
        case (PCB.ifs | PCB.response, .announcing(let length)) where information == [length]:
            phase = .idle
            return .done([])
        case (PCB.resynch | PCB.response, .resynchronising) where information.isEmpty:
            (ownNumber, cardNumber) = (0, 0)
            guard restarts < 2 else { return fail() }
            answer = []
            return sendFirst()
        default: return askAgain(because: 2)
        }
    }

    // MARK: Blocks to the card

    private mutating func sendFirst() -> Step {
        errors = 0
        return sendPart(command[...])
    }

    private mutating func sendPart(_ part: ArraySlice<UInt8>) -> Step {
        let now = part.prefix(blockLength)
        let rest = part.dropFirst(blockLength)
        phase = .sending(rest)
        return send(ownNumber << 6 | (rest.isEmpty ? 0 : PCB.more), Array(now))
    }

    private mutating func answerSupervision(
        _ pcb: UInt8, _ information: [UInt8], waiting: UInt8 = 0
    ) -> Step {
        // What was sent before stays what is repeated.
        .send(block(pcb | PCB.response, information), waiting: waiting)
    }

    private mutating func askAgain(because reason: UInt8) -> Step {
        errors += 1
        guard errors <= Self.maxErrors else { return resynchronise() }
        switch phase {
        case .idle: return fail()
        case .announcing, .resynchronising: return .send(lastSent, waiting: 0)
        case .sending, .receiving:
            if lastSent.count > 1, lastSent[1] & 0xC0 == 0x80 {
                return .send(lastSent, waiting: 0)
            }
            return .send(block(0x80 | cardNumber << 4 | reason, []), waiting: 0)
        }
    }

    private mutating func repeatLast() -> Step {
        errors += 1
        guard errors <= Self.maxErrors else { return resynchronise() }
        return .send(lastSent, waiting: 0)
    }

    private mutating func resynchronise() -> Step {
        restarts += 1
        if case .announcing = phase { return fail() }
        guard restarts <= 2 else { return fail() }
        errors = 0
        phase = .resynchronising
        return send(PCB.resynch)
    }

    private mutating func fail() -> Step {
        phase = .idle
        return .failed
    }

    private mutating func send(_ pcb: UInt8, _ information: [UInt8] = []) -> Step {
        lastSent = block(pcb, information)
        return .send(lastSent, waiting: 0)
    }

    // MARK: Check

    private func block(_ pcb: UInt8, _ information: [UInt8]) -> [UInt8] {
        let block = [0, pcb, UInt8(information.count)] + information
        guard hasCRC else { return block + [block.reduce(0, ^)] }
        let crc = Self.crc(block.span)
        return block + [UInt8(crc >> 8), UInt8(truncatingIfNeeded: crc)]
    }

    private func checks(_ block: borrowing Span<UInt8>) -> Bool {
        guard hasCRC else {
            var sum: UInt8 = 0
            for index in block.indices { sum ^= block[index] }
            return sum == 0
        }
        let end = block.count - 2
        let crc = Self.crc(block.extracting(0..<end))
        return UInt8(crc >> 8) == block[end] && UInt8(truncatingIfNeeded: crc) == block[end + 1]
    }

    /// ISO/IEC 13239: polynomial x¹⁶ + x¹² + x⁵ + 1 reflected, from FFFF, inverted at the end.
    private static func crc(_ bytes: borrowing Span<UInt8>) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for index in bytes.indices {
            crc ^= UInt16(bytes[index])
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x8408 : crc >> 1 }
        }
        return ~crc
    }
}
