/// What came of one reading, one fault or one answer: what tickets amend, lanes are told and the
/// journal keeps.
///
///     var event = Event(source, entryMode: .scanned, kind: .barcode)
///     event.identifier = identifier
///     event.outcome = .unknown(isPending: false)
///
/// It is a fixed-size value without heap, but for the candidates of a choice and for what few
/// customers have (`HoldingDetails`). The text of a `read` stays in its reading.
public struct Event: Sendable {
    /// Where and when something was read.
    public struct Source: Sendable {
        public var lane: Bytes<32>
        /// Empty for what the cashier typed.
        public var device: Bytes<32>
        public var time: WallTime

        public init(lane: Bytes<32>, device: Bytes<32>, time: WallTime) {
            self.lane = lane
            self.device = device
            self.time = time
        }
    }

    public var source: Source
    public var outcome: Outcome
    public var entryMode: EntryMode
    /// What kind of thing was read; nil for a number, name or room that the cashier typed.
    public var kind: ReadingKind?
    public var symbology: Symbology?
    /// The identifier, where the outcome has one. One that was read back from a journal holds its
    /// masked form, but for an `unknown`.
    public var identifier: Identifier?
    /// The number of the choice that this event answers.
    public var replyTo: Int64?
    /// What the lane's ticket makes of it; nil where no ticket is concerned.
    public var ticket: TicketNote?
    /// Whether the customer directory could not be asked, so that "held by nobody" is not known.
    public var isDirectoryUnavailable = false
    /// Whether a choice has more candidates than it shows.
    public var isCut = false
    /// Why the directory's own copy answered in place of the live source; nil where it did not.
    public var fallback: LookUpFallback?

    public init(
        _ source: Source, outcome: Outcome, entryMode: EntryMode, kind: ReadingKind?,
        symbology: Symbology? = nil, identifier: Identifier? = nil
    ) {
        self.source = source
        self.outcome = outcome
        self.entryMode = entryMode
        self.kind = kind
        self.symbology = symbology
        self.identifier = identifier
    }

    /// What stands behind the identification.
    public var assurance: Assurance {
        switch entryMode {
        case .keyed: .operator
        case .incomingCall: .claim
        default: .possession
        }
    }

    /// The customer that the event names; nil where it names none.
    public var customer: Customer? {
        switch outcome {
        case .identified(let identification): identification.customer
        case .refused(_, let customer): customer
        default: nil
        }
    }

    /// The shopper, or the representative of an organisation, who was identified.
    public var shopper: Shopper? {
        if case .identified(let identification) = outcome { identification.shopper } else { nil }
    }
}

/// An outcome with its data.
public enum Outcome: Sendable {
    case identified(Identification)
    /// Several candidates, in order, and what the cashier should be shown when asking.
    case choose([Candidate], messages: [String])
    /// `isPending` for somebody who was captured and is not in the directory yet.
    case unknown(isPending: Bool)
    /// The customer is nil for an impersonal or an employee's identifier, and for a licence.
    case refused(Refusal, Customer?)
    case bearer
    /// The employee's name; nil in an event of an older release, where a rule said `staff`.
    case staff(name: Bytes<128>?)
    /// The house coupon's 13 digits without check digit.
    case coupon(Bytes<128>)
    case read
    case noNumber(NumberAbsence)
    case malformed(Fault)
    case suppressed
    case removed

    /// The wire word.
    public var kind: OutcomeKind {
        switch self {
        case .identified: .identified
        case .choose: .choose
        case .unknown: .unknown
        case .refused: .refused
        case .bearer: .bearer
        case .staff: .staff
        case .coupon: .coupon
        case .read: .read
        case .noNumber: .noNumber
        case .malformed: .malformed
        case .suppressed: .suppressed
        case .removed: .removed
        }
    }
}

/// Who was identified.
public struct Identification: Sendable {
    public var customer: Customer
    public var shopper: Shopper?
    /// Whether a manager has to agree.
    public var needsApproval: Bool
    /// Household, categories and notices; nil for a customer who has none.
    public var details: HoldingDetails?

    public init(
        customer: Customer, shopper: Shopper?, needsApproval: Bool = false,
        details: HoldingDetails? = nil
    ) {
        self.customer = customer
        self.shopper = shopper
        self.needsApproval = needsApproval
        self.details = details
    }
}

/// Why the directory's copy answered in place of the live source. Raw values are wire words.
public enum LookUpFallback: String, Sendable, CaseIterable {
    case late, offline
}
