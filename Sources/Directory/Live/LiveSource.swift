import FileAccess
public import Identity
import SQLite

/// Who holds an identifier, and whether that is only what we knew before.
public struct LiveAnswer: Sendable {
    public var holder: Holder
    /// Why the directory's own answer is given; nil where the source answered.
    public var fallback: LookUpFallback?
    /// Whether the source was asked at all: what was decided here needs no source.
    public var wasAsked = true
    /// Whether this is the directory's own answer, because the source gave none.
    public var isStale: Bool { fallback != nil }
}

/// Another program's SQLite file that is asked at the moment of reading, instead of being imported.
/// It is opened for reading only, or not at all. One owner, one thread.
///
/// The query is the owner's own: `?1` is the word of the identifier's kind, `?2` its value, and its
/// columns are the customer's number, name, and status in our words (empty or NULL is active).
public final class LiveSource {
    /// CORE-POS's tables: the account of a number or of a card, as its person 1, or else the
    /// lowest, says.
    public static let corePOSQuery = """
        SELECT CardNo, trim(coalesce(FirstName, '') || ' ' || coalesce(LastName, '')),
            CASE upper(Type) WHEN 'INACT' THEN 'inactive' WHEN 'TERM' THEN 'terminated' END
        FROM custdata WHERE CardNo = CASE ?1 WHEN 'memberNumber' THEN ?2
            WHEN 'barcodeCard' THEN (SELECT card_no FROM memberCards WHERE upc = ?2) END
        ORDER BY personNum LIMIT 1
        """

    private let path: String
    private let query: String
    private let isPaymentCard: (Span<UInt8>) -> Bool
    private var opened: OpenSource?

    /// - Parameter isPaymentCard: Whether a text may be a payment card's number: a row with one is
    ///   as none.
    public init(
        path: String, query: String = LiveSource.corePOSQuery,
        isPaymentCard: @escaping (Span<UInt8>) -> Bool
    ) {
        self.path = path
        self.query = query
        self.isPaymentCard = isPaymentCard
    }

    /// Asks the source, and the directory where the source does not answer in time or cannot be
    /// asked. What the source says goes before what the directory has; shoppers and the like come
    /// from the directory, and so does whom the source does not know.
    /// - Parameter isKey: Whether the directory is asked for this very spelling of a key.
    /// - Parameter limit: How long the source may take, its locks and its opening included. A disk
    ///   that does not answer is not covered: keep the file on this machine.
    public func holder(
        of identifier: Identifier, isKey: Bool = false, in directory: CustomerDirectory,
        limit: Duration
    ) throws(ResolverError) -> LiveAnswer {
        let local =
            try isKey
            ? directory.holder(ofKey: identifier, by: .exact) : directory.holder(of: identifier)
        if Self.standsAlone(local) { return LiveAnswer(holder: local, wasAsked: false) }
        let row: LiveRow?
        do throws(DatabaseError) {
            row = try ask(identifier, until: QueryLimit.deadline(after: limit))
        } catch {
            opened = nil
            return LiveAnswer(holder: local, fallback: Self.fallback(error))
        }
        guard let row, !isPaymentCard(row.number.span), !isPaymentCard(row.name.span) else {
            return LiveAnswer(holder: local)
        }
        if case .customer(let held) = local, held.customer.number != row.number,
            try isOurs(identifier, in: directory)
        {
            return LiveAnswer(holder: local)
        }
        let number = Identifier(kind: .memberNumber, value: Bytes(row.number.span))
        var holding = Holding(
            customer: Customer(
                number: row.number, name: row.name, kind: .individual, status: row.status),
            key: 0)
        if case .customer(let known) = try directory.holder(of: number) {
            // Who is suspended here is, whatever the source says.
            if known.extras.contains(.suspendedHere) { return LiveAnswer(holder: .customer(known)) }
            holding = known
            holding.customer.name = row.name
            holding.customer.status = row.status
            // Active for both: only shoppers who have ended refuse the customer then.
            if known.customer.status != .active { holding.refusal = nil }
        }
        holding.refusal =
            switch row.status {
            case .active: holding.refusal
            case .inactive, .pending: Refusal(reason: .inactive, level: .customer)
            case .suspended: Refusal(reason: .suspended, level: .customer)
            case .terminated: Refusal(reason: .terminated, level: .customer)
            }
        return LiveAnswer(holder: .customer(holding))
    }

    /// Whether what was entered here decides, so that no source need be asked: an employee's or an
    /// impersonal identifier, one that is blocked or lost, a customer who is suspended here.
    private static func standsAlone(_ local: Holder) -> Bool {
        switch local {
        case .nobody, .pending, .several: false
        case .staff, .bearer, .refused: true
        case .customer(let holding):
            holding.extras.contains(.suspendedHere) || holding.refusal?.level == .identifier
                || holding.refusal?.level == .group
        }
    }

    /// Whether the identifier was given away here: to a customer of ours, or moved with consent.
    private func isOurs(
        _ identifier: Identifier, in directory: CustomerDirectory
    ) throws(ResolverError) -> Bool {
        do throws(DatabaseError) {
            return try directory.database().first(
                """
                SELECT source_id IS NULL OR held_locally FROM identifier
                WHERE kind = ?1 AND value = ?2 AND scope = ''
                """, .integer(identifier.kind.code), .text(String(identifier.value))
            ) { $0.integer(0) == 1 } ?? false
        } catch {
            throw ResolverError(error.description)
        }
    }

    private func ask(
        _ identifier: Identifier, until deadline: Int64
    ) throws(DatabaseError) -> LiveRow? {
        // Nightly exports put another file in the place of this one, or write over it.
        guard let file = FileStamp(path) else { throw .absent(path: path) }
        let source: OpenSource
        if let opened, opened.file == file {
            source = opened
        } else {
            opened = nil
            source = try OpenSource(path: path, file: file, query: query, until: deadline)
            opened = source
        }
        return try source.ask(identifier, until: deadline)
    }

    private static func fallback(_ error: DatabaseError) -> LookUpFallback {
        switch error {
        case .locked: .late
        case _ where error.isInterruption: .late
        default: .offline
        }
    }
}

/// What a source says of the holder of an identifier.
private struct LiveRow {
    var number: Bytes<32>
    var name: Bytes<128>
    var status: CustomerStatus
}

/// The source's file while it is open.
private final class OpenSource {
    /// Which file it is, as it was before it was opened.
    let file: FileStamp
    private let database: Database
    private let find: Statement
    private let limit: QueryLimit

    init(
        path: String, file: FileStamp, query: String, until deadline: Int64
    ) throws(DatabaseError) {
        self.file = file
        database = try Database(
            path: path, mode: .read, busyTimeoutMs: QueryLimit.milliseconds(until: deadline),
            kind: .foreign)
        limit = QueryLimit(of: database)
        limit.end(at: deadline)
        try database.run("PRAGMA query_only = ON")
        find = try database.prepare(query, longLived: true)
    }

    /// The first row of the answer; nil for none.
    func ask(
        _ identifier: Identifier, until end: Int64
    ) throws(DatabaseError) -> LiveRow? {
        defer { find.reset() }
        limit.end(at: end)
        find.bind(1, identifier.kind.rawValue)
        find.bind(2, text: identifier.value.span)
        guard try find.step(), !find.isNull(0) else { return nil }
        let status = find.text(2)
        guard let known = status.isEmpty ? .active : CustomerStatus(rawValue: status) else {
            throw .wrongForm(path: database.path, reason: "its status is none of ours")
        }
        return LiveRow(number: find.bytes(0), name: find.bytes(1), status: known)
    }
}
