import Identity

/// One slot of a reader and the card in it: from the first question whether one is there to the
/// reading, and to its removal.
///
/// What comes from the reader goes in, the next command comes out. It never sends by itself,
/// because a reader does one command at a time.
struct CardSlot: Sendable {
    /// What is to be done next.
    enum Next: Equatable {
        case send(CCIDCommand)
        case pause(Duration)
        /// Nothing, until somebody asks for the slot's state again.
        case rest
    }

    private enum Stage {
        case resting
        case asking
        case poweringOff
        /// After power off, because a card needs a moment without power.
        case waiting
        case poweringOn(UInt8)
        case talking
    }

    /// How often a card is tried that does not answer or breaks its protocol.
    private static let tries = 3
    private static let powerPause = Duration.milliseconds(100)
    /// A card that is away for a shorter time was not taken out.
    static let flicker = Duration.milliseconds(200)

    let number: UInt8
    private let descriptor: CCIDDescriptor
    private let quirks: CCIDQuirks
    private let queries: CardQueries
    private var stage = Stage.resting
    private var isPresent = false
    private var attempt = 0
    private var voltages: ArraySlice<UInt8> = []
    private var isAsked = true
    /// The card that has power.
    private var conversation: CardConversation?
    /// The card that the lane knows of.
    private var shown: CardContent?
    private var shownKind = ReadingKind.smartCard
    /// Since when there is no card, while that may be a flicker.
    private var absentSince: Instant?
    /// Whether PPS failed with this card, so that it is spoken to as it comes.
    private var refusedPPS = false

    init(
        number: UInt8, _ descriptor: CCIDDescriptor, _ quirks: CCIDQuirks, _ queries: CardQueries
    ) {
        self.number = number
        self.descriptor = descriptor
        self.quirks = quirks
        self.queries = queries
    }

    /// When the slot is to be asked again because its card may only have flickered.
    var recheck: Instant? { absentSince.map { $0 + Self.flicker } }

    /// Whether somebody wants to know the slot's state.
    var needsStatus: Bool { isAsked }

    /// The slot's state is to be asked for.
    mutating func ask() { isAsked = true }

    /// The reader says that the card was away, if only for a moment.
    mutating func noteAbsence(at now: Instant) {
        if isPresent { leave(at: now) }
        isAsked = true
    }

    private mutating func leave(at now: Instant) {
        isPresent = false
        if absentSince == nil, shown != nil { absentSince = now }
    }

    /// Begins to ask for the slot's state.
    mutating func begin() -> Next {
        isAsked = false
        stage = .asking
        return .send(CCIDCommand(kind: .slotStatus, slot: number))
    }

    /// Whether a card's power is to be switched off before the reader is closed.
    var isPowered: Bool { isPresent && conversation != nil }

    // MARK: What came

    /// The command succeeded.
    mutating func take(
        _ reply: CCIDReply, _ payload: borrowing Span<UInt8>, at now: Instant,
        into output: inout Output
    ) -> Next {
        switch stage {
        case .asking: return takeStatus(reply.presence, at: now, &output)
        case .poweringOff:
            stage = .waiting
            return .pause(Self.powerPause)
        case .poweringOn:
            return takeATR((0..<payload.count).map { payload[$0] }, at: now, &output)
        case .talking:
            guard let step = conversation?.take(reply, payload) else { return .rest }
            return act(on: step, at: now, &output)
        case .resting, .waiting: return .rest
        }
    }

    /// The reader refused the command.
    mutating func takeRefusal(
        _ reply: CCIDReply, at now: Instant, into output: inout Output
    ) -> Next {
        switch stage {
        case .asking:
            return takeStatus(reply.presence, at: now, &output)
        case .poweringOff: return powerOnAgain()
        case .poweringOn where reply.presence != .absent && !voltages.isEmpty:
            return powerOn()
        default: break
        }
        guard reply.presence != .absent else { return pulled(at: now, &output) }
        if case .talking = stage, let step = conversation?.takeRefusal(reply) {
            return act(on: step, at: now, &output)
        }
        let isMute = reply.error == CCIDError.mute
        return fail(isMute ? .cardMute : .cardProtocol, &output)
    }

    /// The command had no answer, or a damaged one.
    mutating func takeFailure(at now: Instant, into output: inout Output) -> Next {
        switch stage {
        case .asking, .resting, .waiting:
            isAsked = true
            stage = .resting
            return .rest
        default: return fail(.cardMute, &output)
        }
    }

    /// The pause is over.
    mutating func goOn() -> Next {
        guard case .waiting = stage else { return .rest }
        return powerOnAgain()
    }

    /// The reader is gone or starts anew: its card is not there any more.
    mutating func reset(into output: inout Output) {
        sayRemoved(&output)
        self = CardSlot(number: number, descriptor, quirks, queries)
    }

    // MARK: Presence

    private mutating func takeStatus(
        _ presence: CCIDReply.Presence, at now: Instant, _ output: inout Output
    ) -> Next {
        stage = .resting
        switch presence {
        case .absent, .unknown:
            if isPresent { leave(at: now) }
            if let recheck, recheck <= now { sayRemoved(&output) }
            if shown == nil { absentSince = nil }
            return .rest
        case .active, .inactive:
            // A card that lost its power is another, or the same put in again.
            if isPresent, presence == .inactive, conversation != nil, shown != nil {
                leave(at: now)
            }
            guard !isPresent else { return .rest }
            isPresent = true
            attempt = 0
            refusedPPS = false
            conversation = nil
            if quirks.contains(.powersOffFirst) {
                return powerCycle(counts: false)
            }
            return powerOnAgain()
        }
    }

    /// The card was taken out before it was read.
    private mutating func pulled(at now: Instant, _ output: inout Output) -> Next {
        let wasRead = shown != nil
        leave(at: now)
        stage = .resting
        isAsked = false
        if !wasRead { output.report(.cardRemoved, of: kind) }
        return .rest
    }

    private mutating func sayRemoved(_ output: inout Output) {
        guard let content = shown else { return }
        let text = content.uid.isEmpty ? content.text : CardApplication.Form.digits(of: content.uid)
        output.removed(shownKind, text: text.span)
        shown = nil
        absentSince = nil
    }

    // MARK: Power

    private mutating func powerOnAgain() -> Next {
        voltages = descriptor.powerSelections[...]
        return powerOn()
    }

    private mutating func powerOn() -> Next {
        let selection = voltages.popFirst() ?? 0
        stage = .poweringOn(selection)
        return .send(.powerOn(number, selection: selection))
    }

    private mutating func powerCycle(counts: Bool = true) -> Next {
        if counts { attempt += 1 }
        stage = .poweringOff
        return .send(CCIDCommand(kind: .powerOff, slot: number))
    }

    private mutating func takeATR(
        _ bytes: [UInt8], at now: Instant, _ output: inout Output
    ) -> Next {
        let atr: ATR
        do throws(ATR.Problem) {
            atr = try ATR(bytes)
        } catch {
            return fail(.badATR, &output)
        }
        var conversation = CardConversation(atr, slot: number, descriptor, quirks, queries)
        stage = .talking
        let step = conversation.begin(keepsUsual: refusedPPS)
        self.conversation = conversation
        return act(on: step, at: now, &output)
    }

    // MARK: The conversation

    private var kind: ReadingKind { conversation?.kind ?? .smartCard }

    private mutating func act(
        on step: CardConversation.Step, at now: Instant, _ output: inout Output
    ) -> Next {
        switch step {
        case .send(let command): return .send(command)
        case .failed(let fault): return fail(fault, &output)
        case .refusedPPS:
            refusedPPS = true
            return powerCycle()
        case .given(up: let fault): return end(with: fault, &output)
        case .done(let content):
            show(content, &output)
            stage = .resting
            return .rest
        }
    }

    /// Tells the lane of the card, unless it knows it and the card only flickered.
    private mutating func show(_ content: CardContent, _ output: inout Output) {
        defer { absentSince = nil }
        if let known = shown {
            guard known != content else { return }
            sayRemoved(&output)
        }
        shown = content
        shownKind = kind
        output.emit(Reading(kind: kind, content))
    }

    // MARK: Failure

    /// Tries the card again after it had no power, and gives up after some tries.
    private mutating func fail(_ fault: Fault, _ output: inout Output) -> Next {
        guard attempt + 1 < Self.tries else { return end(with: fault, &output) }
        return powerCycle()
    }

    private mutating func end(with fault: Fault, _ output: inout Output) -> Next {
        output.report(fault, of: kind)
        stage = .resting
        return .rest
    }
}
