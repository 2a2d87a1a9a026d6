import Identity

/// All that is said with one card after its answer to reset: protocol and parameters are set, as
/// far as the reader leaves that to the host, then the card is asked what it is.
struct CardConversation: Sendable {
    enum Step: Equatable {
        case send(CCIDCommand)
        case done(CardContent)
        /// The card is to be tried again after a moment without power.
        case failed(Fault)
        /// The same, and spoken to as it comes: it does not take other parameters.
        case refusedPPS
        /// Trying again would not help.
        case given(up: Fault)
    }

    private enum Stage {
        case requesting(TransmissionParameters)
        case setting(TransmissionParameters)
        case announcing
        case talking
    }

    let atr: ATR
    private let slot: UInt8
    private let descriptor: CCIDDescriptor
    private let quirks: CCIDQuirks
    private var stage = Stage.talking
    private var exchange: CardExchange
    private var script: CardScript

    init(
        _ atr: ATR, slot: UInt8, _ descriptor: CCIDDescriptor, _ quirks: CCIDQuirks,
        _ queries: CardQueries
    ) {
        self.atr = atr
        self.slot = slot
        self.descriptor = descriptor
        self.quirks = quirks
        exchange = CardExchange(
            .apdu(maxPart: descriptor.maxMessageLength - CCIDReply.headerLength))
        script = CardScript(atr, isContactless: atr.isContactless, queries: queries)
    }

    var kind: ReadingKind { atr.isContactless ? .contactless : .smartCard }

    /// The first command.
    /// - Parameter keepsUsual: Whether the card refused other parameters before.
    mutating func begin(keepsUsual: Bool) -> Step {
        guard descriptor.exchangesBlocks else {
            let byReader: CCIDDescriptor.Features = [.negotiates, .configuresByATR]
            guard descriptor.features.isDisjoint(with: byReader),
                let parameters = TransmissionParameters(atr, descriptor, maxRate: 0)
            else { return talk() }
            return set(parameters)
        }
        let rate = keepsUsual ? 0 : quirks.maxRate
        guard let parameters = TransmissionParameters(atr, descriptor, maxRate: rate) else {
            return .given(up: .cardProtocol)
        }
        exchange = CardExchange(
            parameters.cardProtocol == 0
                ? .t0 : .t1(T1Exchange(blockLength: atr.blockLength, hasCRC: atr.hasBlockCRC)))
        guard parameters.needsPPS, !keepsUsual else { return set(parameters) }
        stage = .requesting(parameters)
        return .send(.transfer(slot, parameters.request))
    }

    /// Takes what the reader answered.
    mutating func take(_ reply: CCIDReply, _ payload: borrowing Span<UInt8>) -> Step {
        switch stage {
        case .requesting(let wanted):
            let accepted = wanted.accepted(by: (0..<payload.count).map { payload[$0] })
            return accepted.map { set($0) } ?? .refusedPPS
        case .setting(let parameters): return announce(parameters)
        case .announcing: return exchange.takeAnnouncement(payload).map { act(on: $0) } ?? talk()
        case .talking: return act(on: exchange.take(payload, chain: reply.detail))
        }
    }

    /// The reader refused the last command, with the card still there.
    mutating func takeRefusal(_ reply: CCIDReply) -> Step {
        switch stage {
        // Some readers know no parameters and set the card up all the same.
        case .setting(let parameters) where reply.error == 0: announce(parameters)
        case .requesting: .refusedPPS
        default: .failed(reply.error == CCIDError.mute ? .cardMute : .cardProtocol)
        }
    }

    // MARK: Set-up

    private mutating func set(_ parameters: TransmissionParameters) -> Step {
        guard !descriptor.features.contains(.negotiates) else { return announce(parameters) }
        stage = .setting(parameters)
        return .send(
            CCIDCommand(
                kind: .setParameters, slot: slot, parameters: (parameters.cardProtocol, 0, 0),
                payload: parameters.payload(for: atr)))
    }

    /// Tells a T=1 card how long the blocks to the reader may be.
    private mutating func announce(_ parameters: TransmissionParameters) -> Step {
        let length = UInt8(quirks.contains(.shortBlocks) ? 48 : descriptor.maxIFSD)
        guard descriptor.exchangesBlocks, !descriptor.features.contains(.sendsIFSD),
            !quirks.contains(.takesNoIFS), let step = exchange.announce(length: length)
        else { return talk() }
        stage = .announcing
        return act(on: step)
    }

    // MARK: The card

    private mutating func talk() -> Step {
        stage = .talking
        return act(on: script.begin())
    }

    private mutating func act(on step: CardExchange.Step) -> Step {
        switch step {
        case .send(let block, let waiting, let level):
            .send(.transfer(slot, block, waiting: waiting, level: level))
        case .failed: .failed(.cardProtocol)
        case .done(let answer): act(on: script.take(answer))
        }
    }

    private mutating func act(on step: CardScript.Step) -> Step {
        switch step {
        case .send(let command): act(on: exchange.send(command))
        case .failed: .given(up: .readError)
        case .done(let content): .done(content)
        }
    }
}
