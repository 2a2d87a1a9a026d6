public import Identity

/// Decodes a smart-card reader of USB's class for them (CCID 1.10), contact or contactless.
///
/// It asks each slot whether a card is there: when the reader announces a change, and now and then,
/// because announcements get lost and some readers make none. A card that is there is powered,
/// asked for what settings name, and shown; then it rests until it is taken out.
public struct CCIDDecoder: Decoder {
    /// How often the slots are asked by themselves.
    private static let pollPause = Duration.seconds(1)
    /// The same at a reader that announces nothing.
    private static let shortPollPause = Duration.milliseconds(250)

    private let hasStatus: Bool
    private var exchange: CCIDExchange
    private var slots: [CardSlot]
    /// The slot whose command is under way or whose card pauses.
    private var active: Int?
    /// When the active slot goes on.
    private var pauseEnd: Instant?
    private var pollTime = Instant(nanoseconds: 0)
    private var isReady = false

    /// - Parameters:
    ///   - interface: Where the reader is; it says how it announces changes and which model it is.
    ///   - queries: What a card is asked for.
    public init(
        _ descriptor: CCIDDescriptor, at interface: USBInterface, queries: CardQueries
    ) {
        hasStatus = interface.interruptIn != nil
        exchange = CCIDExchange(interface: UInt16(interface.number))
        let quirks = CCIDQuirks.of(interface)
        slots = (0..<min(descriptor.slotCount, 16)).map {
            CardSlot(number: UInt8($0), descriptor, quirks, queries)
        }
    }

    public var deadline: Instant? {
        if !exchange.isIdle { return exchange.deadline }
        if let pauseEnd { return pauseEnd }
        let rechecks = slots.compactMap(\.recheck)
        return ([pollTime] + rechecks).min()
    }

    /// A card that is not read whole is asked again.
    public var isMidMessage: Bool { false }

    public mutating func opened(at now: Instant, into output: inout Output) {
        advance(at: now, &output)
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        switch channel {
        case .status: note(bytes, at: now, &output)
        case .control: return
        case .data:
            handle(exchange.receive(bytes, at: now), at: now, &output)
            exchange.wipe()
        }
        advance(at: now, &output)
    }

    public mutating func deadlinePassed(at now: Instant, into output: inout Output) {
        handle(exchange.expire(at: now, into: &output), at: now, &output)
        if let pauseEnd, pauseEnd <= now, let active {
            self.pauseEnd = nil
            act(on: slots[active].goOn(), at: now, &output)
        }
        for index in slots.indices {
            if let recheck = slots[index].recheck, recheck <= now { slots[index].ask() }
        }
        advance(at: now, &output)
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        // What was lost was an answer, which then is missed in time, or an announcement.
        for index in slots.indices { slots[index].ask() }
        advance(at: now, &output)
    }

    /// Cards lose their power; the answers are not awaited.
    public mutating func closing(at now: Instant, into output: inout Output) {
        for slot in slots where slot.isPowered {
            exchange.send(
                CCIDCommand(kind: .powerOff, slot: slot.number), at: now, into: &output)
        }
    }

    // MARK: Announcements

    private enum Notice {
        static let slotChange: UInt8 = 0x50
        static let hardwareError: UInt8 = 0x51
    }

    /// Two bits a slot: whether a card is there, and whether that changed (CCID 1.10, 6.3.1). It is
    /// a hint: the slot is asked before anything is believed.
    private mutating func note(
        _ bytes: borrowing Span<UInt8>, at now: Instant, _ output: inout Output
    ) {
        guard let kind = bytes.isEmpty ? nil : bytes[0] else { return }
        guard kind == Notice.slotChange else {
            if kind == Notice.hardwareError { output.report(.readError, of: .smartCard) }
            return
        }
        for index in slots.indices where 1 + index / 4 < bytes.count {
            let bits = bytes[1 + index / 4] >> UInt8(index % 4 * 2)
            guard bits & 2 != 0 else { continue }
            if bits & 1 == 0 { slots[index].noteAbsence(at: now) } else { slots[index].ask() }
        }
    }

    // MARK: The reader

    private mutating func handle(
        _ progress: CCIDExchange.Progress, at now: Instant, _ output: inout Output
    ) {
        guard let active, progress != .running else { return }
        let next: CardSlot.Next
        switch progress {
        case .running: return
        case .done(let reply):
            becomeReady(&output)
            var slot = slots[active]
            next = slot.take(reply, exchange.payload.span, at: now, into: &output)
            slots[active] = slot
        case .failed(.refused(let reply)):
            becomeReady(&output)
            next = slots[active].takeRefusal(reply, at: now, into: &output)
        case .failed(.damaged), .failed(.timedOut):
            next = slots[active].takeFailure(at: now, into: &output)
        case .failed(.mute): return restart(&output)
        }
        act(on: next, at: now, &output)
    }

    private mutating func becomeReady(_ output: inout Output) {
        if !isReady { output.state(.ready) }
        isReady = true
    }

    /// The reader answers nothing: it is reset, and all that was known of its cards with it.
    private mutating func restart(_ output: inout Output) {
        for index in slots.indices { slots[index].reset(into: &output) }
        isReady = false
        active = nil
        pauseEnd = nil
        output.resetPort(
            because:
                "the card reader does not answer: if this lasts, unplug it and plug it in again")
    }

    private mutating func act(
        on next: CardSlot.Next, at now: Instant, _ output: inout Output
    ) {
        switch next {
        case .send(let command): exchange.send(command, at: now, into: &output)
        case .pause(let pause): pauseEnd = now + pause
        case .rest: active = nil
        }
    }

    /// Gives the reader to the next slot that wants it.
    private mutating func advance(at now: Instant, _ output: inout Output) {
        guard exchange.isIdle, active == nil else { return }
        if pollTime <= now {
            for index in slots.indices { slots[index].ask() }
            pollTime = now + (hasStatus ? Self.pollPause : Self.shortPollPause)
        }
        guard let index = slots.firstIndex(where: \.needsStatus) else { return }
        active = index
        act(on: slots[index].begin(), at: now, &output)
    }
}

extension Reading {
    /// What a card gave.
    init(kind: ReadingKind, _ content: CardContent) {
        self.init(
            kind: kind, entryMode: kind == .contactless ? .contactless : .icc,
            text: content.text.span)
        card = CardSource(
            part: content.part, application: content.application, uid: Bytes(content.uid.span),
            finding: content.finding)
    }
}
