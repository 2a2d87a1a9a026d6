public import Decoding

/// The reader's side of CCID, for a reader that is none: at any exchange level, with any number of
/// slots, and as badly behaved as wanted. It waits for nothing and knows no USB.
public struct VirtualCardReader: Sendable {
    /// What the reader says.
    public enum Message: Sendable, Equatable {
        case data([UInt8])
        case status([UInt8])
    }

    /// What the reader does wrong from now on.
    public enum Fault: String, Sendable, CaseIterable {
        case wrongSequence, wrongSlot, wrongType
        /// The answer comes together with the next one.
        case late
        /// It asks for more time, again and again.
        case endlessExtension
        /// A good answer without data, as an ACR122U says that a card failed.
        case emptySuccess
        /// Nothing at all, but to an abort.
        case silent
        /// Nothing at all.
        case dead
        /// Only the first bytes of an answer.
        case cut
        /// The card loses every block (T=1).
        case blockLoop
        /// The next block of the card does not check (T=1).
        case damagedBlock
        /// The card asks for time once (T=1).
        case waitingTime
        /// Commands that set parameters are unknown.
        case noParameters
        /// The card does not answer to power twice.
        case muteTwice
        /// The card never answers to power.
        case mute
    }

    private struct Slot: Sendable {
        var card: VirtualCard?
        var isPowered = false
        var blocks = VirtualT1Card()
        var pending: [UInt8] = []
    }

    private let level: CCIDDescriptor.ExchangeLevel
    private let hasStatus: Bool
    private var slots: [Slot]
    private var held: [UInt8] = []
    private var mutes = 0
    /// The command for which more time is asked for.
    private var extended: [UInt8] = []
    /// What goes wrong; nil for a good reader.
    public var fault: Fault? {
        didSet {
            mutes = 2
            for index in slots.indices { setBlockFault(index) }
        }
    }
    /// The APDUs that cards were sent.
    public private(set) var commands: [[UInt8]] = []

    public init(level: CCIDDescriptor.ExchangeLevel, slots: Int = 1, hasStatus: Bool = true) {
        self.level = level
        self.hasStatus = hasStatus
        self.slots = Array(repeating: Slot(), count: slots)
    }

    /// How many cards it takes.
    public var slotCount: Int { slots.count }

    // MARK: What a person does

    /// Lays a card on it; with nil, takes it away.
    public mutating func put(_ card: VirtualCard?, into slot: Int = 0) -> [Message] {
        slots[slot] = Slot(card: card)
        setBlockFault(slot)
        guard hasStatus else { return [] }
        var bits = [UInt8](repeating: 0, count: (slots.count + 3) / 4)
        for index in slots.indices {
            var state: UInt8 = slots[index].card == nil ? 0 : 1
            if index == slot { state |= 2 }
            bits[index / 4] |= state << UInt8(index % 4 * 2)
        }
        return [.status([0x50] + bits)]
    }

    private mutating func setBlockFault(_ index: Int) {
        slots[index].blocks.loops = fault == .blockLoop
        slots[index].blocks.nextBlockIsDamaged = fault == .damagedBlock
        slots[index].blocks.asksForTime = fault == .waitingTime
    }

    /// Asks once more for time to answer (`endlessExtension`).
    public mutating func askForTime() -> [Message] {
        guard fault == .endlessExtension, !extended.isEmpty else { return [] }
        return [.data(reply(0x80, extended, status: 0x80, error: 1))]
    }

    /// The reader was reset.
    public mutating func reset() {
        held = []
        for index in slots.indices { slots[index].isPowered = false }
    }

    // MARK: What the host does

    /// Takes a message on the bulk endpoint.
    public mutating func take(_ message: [UInt8]) -> [Message] {
        guard message.count >= 10, fault != .dead else { return [] }
        let (kind, slot) = (message[0], Int(message[5]))
        if fault == .silent, kind != 0x72, kind != 0x65 { return [] }
        guard slots.indices.contains(slot) else {
            return [.data(reply(0x81, message, status: 0x42, error: 5))]
        }
        extended = []
        let answer = answer(to: message, slot)
        return garble(answer, of: message)
    }

    private mutating func garble(_ answer: [UInt8], of message: [UInt8]) -> [Message] {
        guard message[0] == 0x6F || message[0] == 0x62 else { return [.data(answer)] }
        var wrong = answer
        switch fault {
        case .wrongSequence: wrong[6] &+= 1
        case .wrongSlot: wrong[5] &+= 1
        case .wrongType: wrong[0] = 0x83
        case .endlessExtension where message[0] == 0x6F:
            extended = message
            return askForTime()
        case .emptySuccess where message[0] == 0x6F:
            return [.data(reply(0x80, message, status: 0x00, error: 0xFE))]
        case .cut: return [.data(Array(answer.dropLast(3)))]
        case .late:
            defer { held = answer }
            return held.isEmpty ? [] : [.data(held), .data(answer)]
        default: break
        }
        return [.data(wrong)]
    }

    private mutating func answer(to message: [UInt8], _ slot: Int) -> [UInt8] {
        let payload = Array(message[10...])
        guard let card = slots[slot].card else {
            switch message[0] {
            case 0x62, 0x6F: return reply(0x80, message, status: 0x42, error: 0xFE)
            case 0x61: return reply(0x82, message, status: 0x42, error: 0xFE)
            default: return reply(0x81, message, status: 0x02)
            }
        }
        let state: UInt8 = slots[slot].isPowered ? 0 : 1
        switch message[0] {
        case 0x62:
            if fault == .mute { return reply(0x80, message, status: 0x41, error: 0xFE) }
            if fault == .muteTwice, mutes > 0 {
                mutes -= 1
                return reply(0x80, message, status: 0x41, error: 0xFE)
            }
            slots[slot].isPowered = true
            slots[slot].blocks = VirtualT1Card()
            slots[slot].card?.reset()
            setBlockFault(slot)
            return reply(0x80, message, payload: card.atr)
        case 0x63:
            slots[slot].isPowered = false
            return reply(0x81, message, status: 1)
        case 0x61:
            guard fault != .noParameters else {
                return reply(0x81, message, status: 0x40 | state, error: 0)
            }
            return reply(0x82, message, detail: message[7], payload: payload)
        case 0x6F: return reply(0x80, message, payload: exchange(payload, slot))
        case 0x65, 0x72: return reply(0x81, message, status: state)
        default: return reply(0x81, message, status: 0x40 | state, error: 0)
        }
    }

    private mutating func exchange(_ payload: [UInt8], _ slot: Int) -> [UInt8] {
        // A request for other parameters is granted as it is.
        if level == .tpdu, payload.first == 0xFF, payload.count <= 6, payload.reduce(0, ^) == 0 {
            return payload
        }
        let isBlock =
            level == .tpdu && (try? ATR(slots[slot].card?.atr ?? []))?.protocols.first == 1
        guard isBlock else {
            return level == .tpdu ? answerT0(payload, slot) : answer(payload, slot)
        }
        var blocks = slots[slot].blocks
        let block = blocks.take(payload) { answer($0, slot) }
        slots[slot].blocks = blocks
        return block
    }

    private mutating func answer(_ apdu: [UInt8], _ slot: Int) -> [UInt8] {
        commands.append(apdu)
        return slots[slot].card?.answer(to: apdu) ?? []
    }

    /// T=0: an answer to a command with data waits for GET RESPONSE; a wrong length is corrected.
    private mutating func answerT0(_ tpdu: [UInt8], _ slot: Int) -> [UInt8] {
        guard tpdu.count >= 5 else { return [0x67, 0x00] }
        if tpdu[1] == 0xC0 {
            let wanted = tpdu[4] == 0 ? 256 : Int(tpdu[4])
            let part = slots[slot].pending.prefix(wanted)
            slots[slot].pending = Array(slots[slot].pending.dropFirst(part.count))
            return part + [0x90, 0x00]
        }
        let whole = answer(tpdu, slot)
        guard whole.count > 2 else { return whole }
        let data = Array(whole.dropLast(2))
        if tpdu.count > 5 {
            slots[slot].pending = data
            return [0x61, UInt8(truncatingIfNeeded: data.count)]
        }
        guard Int(tpdu[4]) == data.count else {
            return [0x6C, UInt8(truncatingIfNeeded: data.count)]
        }
        return whole
    }

    private func reply(
        _ kind: UInt8, _ message: [UInt8], status: UInt8 = 0, error: UInt8 = 0, detail: UInt8 = 0,
        payload: [UInt8] = []
    ) -> [UInt8] {
        let length = (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
        return [kind] + length + [message[5], message[6], status, error, detail] + payload
    }
}
