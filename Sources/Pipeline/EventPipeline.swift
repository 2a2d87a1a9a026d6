public import Identity
public import Recognition

/// From a reading to its event: recognise it, ask whose it is, say what came of it.
///
///     let pipeline = EventPipeline(recogniser: recogniser)
///     let event = pipeline.event(of: &reading, from: source, policy: .ask, resolver: &directory)
///
/// It has no state, descriptor or clock: time is a part of the source. It changes nothing but the
/// reading, whose text it overwrites when that is a payment card's, a licence's or damaged.
public struct EventPipeline: Sendable {
    public var recogniser: Recogniser

    public init(recogniser: Recogniser) {
        self.recogniser = recogniser
    }

    /// The event of a reading; nil where a rule says that it is none.
    public func event<R: Resolver>(
        of reading: inout Reading, from source: Event.Source, policy: ShopperPolicy,
        resolver: inout R
    ) -> Event? {
        var event = Event(source, of: reading)
        return decide(&event, of: &reading, policy: policy, resolver: &resolver) ? event : nil
    }

    /// Gives the event of a reading its outcome, in place: an event is most of a kilobyte, which
    /// the way from a device to a lane does not copy.
    /// - Returns: False where a rule says that the reading is no event.
    public func decide<R: Resolver>(
        _ event: inout Event, of reading: inout Reading, policy: ShopperPolicy,
        resolver: inout R
    ) -> Bool {
        switch recogniser.recognise(ReadingView(reading)) {
        case .suppressed:
            reading.wipe()
            event.outcome = .suppressed
        case .licence:
            reading.wipe()
            event.outcome = .refused(Refusal(reason: .licence), nil)
        case .malformed(let fault):
            reading.wipe()
            event.outcome = .malformed(fault)
        case .unusable(let finding):
            event.outcome = .refused(Refusal(reason: finding.reason), nil)
        case .ignored: return false
        case .coupon(let value, _): event.outcome = .coupon(value)
        case .plain: break
        case .bearer(let identifier, _): event.becomeBearer(identifier, resolver: &resolver)
        // Only the directory knows whose identifier an employee's is.
        case .staff(let identifier, _), .identifier(let identifier, _):
            event.resolve(identifier, policy, resolver: &resolver)
        case .lookUp(let spellings): event.resolve(spellings, policy, resolver: &resolver)
        }
        return true
    }

    /// The event of a fault that the device's decoder reported.
    public func event(of fault: Fault, kind: ReadingKind, from source: Event.Source) -> Event {
        Event(source, outcome: .malformed(fault), entryMode: kind.entryMode, kind: kind)
    }

    /// The event of a key or card that was taken out.
    /// - Parameter text: Its text, where it is known; the event shows what the payment-card guard
    ///   lets through.
    public func event(
        ofRemoval kind: ReadingKind, text: borrowing Span<UInt8>, from source: Event.Source
    ) -> Event {
        var event = Event(source, outcome: .removed, entryMode: kind.entryMode, kind: kind)
        var reading = Reading(kind: kind, entryMode: kind.entryMode, text: text)
        defer { reading.wipe() }
        if !text.isEmpty, recogniser.cardGuard.judge(reading) == .clear {
            event.identifier = Identifier(kind: kind.identifierKind, value: Bytes(text))
        }
        return event
    }

    /// The event of a call without a number.
    public func event(ofCallWithout number: NumberAbsence, from source: Event.Source) -> Event {
        Event(source, outcome: .noNumber(number), entryMode: .incomingCall, kind: .phone)
    }

    /// The event of a customer's number that the cashier typed.
    public func event<R: Resolver>(
        ofNumber number: Bytes<32>, from source: Event.Source, policy: ShopperPolicy,
        resolver: inout R
    ) -> Event {
        var event = Event.typed(source)
        event.resolve(
            Identifier(kind: .memberNumber, value: Bytes(number.span)), policy,
            resolver: &resolver)
        return event
    }
}

extension CardFinding {
    /// Why a card is refused.
    var reason: RefusalReason {
        switch self {
        // The payment-card guard has stopped the first two.
        case .paymentApplication, .noIdentifier: .noIdentifier
        case .licence: .licence
        case .identityDocument: .identityDocument
        case .randomUID: .randomUID
        case .truncatedUID: .truncatedUID
        }
    }
}

extension ReadingKind {
    /// How a reading of this kind usually enters, for a fault, which no reading says.
    public var entryMode: EntryMode {
        switch self {
        case .barcode: .scanned
        case .magstripe: .magStripe
        case .smartCard: .icc
        case .contactless: .contactless
        case .electronicKey: .tapped
        case .phone: .incomingCall
        }
    }
}

extension Event {
    /// The event of a reading before anybody has looked at it.
    public init(_ source: Source, of reading: borrowing Reading) {
        self.init(
            source, outcome: .read, entryMode: reading.entryMode, kind: reading.kind,
            symbology: reading.symbology)
    }

    /// An event of what the cashier typed, before anybody knows whose it is.
    static func typed(_ source: Source) -> Event {
        Event(source, outcome: .unknown(isPending: false), entryMode: .keyed, kind: nil)
    }
}
