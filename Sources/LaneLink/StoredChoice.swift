public import Identity

/// A `choose` event read back from its journaled body, to be answered.
public struct StoredChoice: Sendable {
    public var device: Bytes<32>
    public var entryMode: EntryMode
    public var kind: ReadingKind?
    /// The identifier's kind, and its masked spelling: the full one is not kept.
    public var identifier: Identifier
    public var symbology: Symbology?
    public var candidates: [Option]
    /// The key of the ticket that was current when it was read.
    public var ticket: Bytes<64>?

    /// One of those to choose from.
    public struct Option: Sendable {
        public var id: String
        public var customerNumber: Bytes<32>
        public var shopperNumber: Int?
    }

    /// Reads an event's body as `EventWriter` wrote it.
    /// - Returns: Nil for the body of any other event.
    public init?(body: borrowing Span<UInt8>) {
        guard let stored = Stored.read(body), stored.outcome == OutcomeKind.choose.rawValue,
            let mode = EntryMode(rawValue: stored.entryMode),
            let kind = IdentifierKind(rawValue: stored.identifier.kind ?? "")
        else { return nil }
        device = Bytes(stored.device ?? "")
        entryMode = mode
        self.kind = stored.reading.flatMap(ReadingKind.init)
        identifier = Identifier(kind: kind, stored.identifier.masked)
        symbology = stored.identifier.symbology.flatMap(Symbology.init)
        ticket = stored.ticket.map { Bytes($0.key) }
        candidates = (stored.candidates ?? []).map {
            Option(
                id: $0.id, customerNumber: Bytes($0.customer.number),
                shopperNumber: $0.shopper?.number)
        }
    }

    /// Whether an event's body answers event `sequence`.
    public static func answers(_ sequence: Int64, body: borrowing Span<UInt8>) -> Bool {
        let wanted = "\"replyTo\":\(sequence),"
        for index in body.indices where body.starts(with: wanted, at: index) { return true }
        return false
    }

    private struct Stored: StoredBody {
        var outcome: String
        var device: String?
        var entryMode: String
        var reading: String?
        var identifier: StoredIdentifier
        var candidates: [StoredCandidate]?
        var ticket: StoredTicket?
    }

    private struct StoredTicket: Decodable {
        var key: String
    }

    private struct StoredIdentifier: Decodable {
        var kind: String?
        var masked: String
        var symbology: String?
    }

    private struct StoredCandidate: Decodable {
        var id: String
        var customer: Numbered<String>
        var shopper: Numbered<Int>?
    }

    private struct Numbered<Number: Decodable>: Decodable {
        var number: Number
    }
}
