import Directory
import Identity
import SQLite

/// Whose an identifier is.
enum IdentifierHolder: Equatable {
    case customer(Int64, shopper: Int64?)
    case employee(Int64)

    var customer: Int64? {
        if case .customer(let key, _) = self { key } else { nil }
    }

    var shopper: Int64? {
        if case .customer(_, let shopper) = self { shopper } else { nil }
    }

    var employee: Int64? {
        if case .employee(let key) = self { key } else { nil }
    }
}

/// What a source says of the state of an identifier; dates as ISO 8601 writes them, empty where
/// there is none.
struct IdentifierState: Equatable {
    var status = IdentifierStatus.active
    var from = ""
    var to = ""
    var issued = ""
}

/// Compares identifiers with the directory and gives them to whom the source says. One owner: the
/// import under way.
final class IdentifierWriter {
    enum Outcome {
        case written
        /// Somebody else holds it, and not because this source said so: moving it needs consent.
        case heldElsewhere
        /// As before, and it is a customer who was entered here, whom the import may join.
        case heldLocally
        /// Somebody else holds the card in another spelling.
        case sameCard
    }

    var counts = ImportReport.Counts()

    private let source: Int64
    private let today: String
    private let log: DifferenceLog?
    /// Nothing is looked for in a directory that had no identifiers when the import began.
    private let wasEmpty: Bool
    private let find: Statement
    private let insert: Statement
    /// New ones of customers of whom the source says no more; kept apart, for so are most.
    private let usual: RowBatch
    private let update: Statement
    private let remember: Statement
    private let findName: Statement
    /// Whether customers who were entered here become the source's.
    private let joins: Bool
    private let isLocal: Statement
    private let cards: CardFinder

    init(
        _ database: Database, source: Int64, today: CalendarDate, joins: Bool = false,
        log: DifferenceLog?
    ) throws(DatabaseError) {
        self.source = source
        self.today = String(today.iso8601)
        self.log = log
        self.joins = joins
        isLocal = try database.prepare(
            "SELECT 1 FROM customer WHERE id = ?1 AND source_id IS NULL", longLived: true)
        wasEmpty = try database.integer("SELECT 1 FROM identifier LIMIT 1") == nil
        find = try database.prepare(
            """
            SELECT customer_id, shopper_number, employee_id, source_id, spelling, held_locally,
                source_customer_id, source_shopper, status, valid_from, valid_to
            FROM identifier WHERE kind = ?1 AND value = ?2 AND scope = ''
            """, longLived: true)
        insert = try database.prepare(
            """
            INSERT INTO identifier (customer_id, shopper_number, employee_id, spelling, kind, value,
                source_id, status, valid_from, valid_to, issued_on)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """, longLived: true)
        usual = try RowBatch(
            database, into: "identifier",
            columns: [
                "customer_id", "shopper_number", "spelling", "kind", "value", "source_id",
            ], rows: 32)
        update = try database.prepare(
            """
            UPDATE identifier SET issued_on = CASE WHEN customer_id IS ?1 AND shopper_number IS ?2
                    AND employee_id IS ?3 THEN issued_on ELSE ?10 END,
                customer_id = ?1, shopper_number = ?2, employee_id = ?3, spelling = ?4,
                status = coalesce(?7, status),
                valid_from = CASE WHEN ?7 IS NULL THEN valid_from ELSE ?8 END,
                valid_to = CASE WHEN ?7 IS NULL THEN valid_to ELSE ?9 END
            WHERE kind = ?5 AND value = ?6 AND scope = ''
            """, longLived: true)
        remember = try database.prepare(
            """
            UPDATE identifier SET source_customer_id = ?1, source_shopper = ?2
            WHERE kind = ?3 AND value = ?4 AND scope = ''
            """, longLived: true)
        cards = try CardFinder(database)
        findName = try database.prepare(
            """
            SELECT number || CASE WHEN ?2 IS NULL THEN '' ELSE ' (' || ?2 || ')' END
            FROM customer WHERE id = ?1
            """, longLived: true)
    }

    /// Gives an identifier to a customer, to one shopper, or to an employee. `spelling` is how the
    /// source writes it, empty where so; without a `state`, that of one which exists stays. Each
    /// value at most once in an import.
    func write(
        kind: IdentifierKind, value: Span<UInt8>, spelling: Span<UInt8>,
        holder: IdentifierHolder, state: IdentifierState?
    ) throws(DatabaseError) -> Outcome {
        if !wasEmpty {
            defer { find.reset() }
            find.bind(1, kind.code)
            find.bind(2, text: value)
            if try find.step() {
                return try compare(kind, value, spelling, holder, state)
            }
            if kind == .barcodeCard, let outcome = try compareCard(value, holder) {
                return outcome
            }
        }
        try create(kind, value, spelling, holder, state)
        return .written
    }

    /// What becomes of a card that the directory may have in another spelling; nil where it does
    /// not.
    private func compareCard(
        _ value: Span<UInt8>, _ holder: IdentifierHolder
    ) throws(DatabaseError) -> Outcome? {
        for other in try cards.related(to: value) {
            let other = Array(other.utf8)
            find.reset()
            find.bind(1, IdentifierKind.barcodeCard.code)
            find.bind(2, text: other.span)
            // What is nobody's is in nobody's way.
            guard try find.step(), !find.isNull(0) || !find.isNull(2) else { continue }
            let isSame =
                find.optionalInteger(0) == holder.customer
                && find.optionalInteger(2) == holder.employee
            guard isSame else { return try offersJoin() ? .heldLocally : .sameCard }
            counts.unchanged += 1
            return .written
        }
        return nil
    }

    /// Writes the new ones that wait to be written with others.
    func flush() throws(DatabaseError) {
        try usual.flush()
    }

    /// Compares with the identifier in `find`'s row.
    private func compare(
        _ kind: IdentifierKind, _ value: Span<UInt8>, _ spelling: Span<UInt8>,
        _ holder: IdentifierHolder, _ state: IdentifierState?
    ) throws(DatabaseError) -> Outcome {
        let isSameHolder =
            find.optionalInteger(0) == holder.customer
            && find.optionalInteger(1) == holder.shopper
            && find.optionalInteger(2) == holder.employee
        guard find.optionalInteger(3) == source else {
            guard find.optionalInteger(0) == holder.customer,
                find.optionalInteger(2) == holder.employee
            else { return try offersJoin() ? .heldLocally : .heldElsewhere }
            counts.unchanged += 1
            return .written
        }
        if find.integer(5) == 1, !isSameHolder {
            try differ(kind, value, holder)
            return .written
        }
        if isSameHolder, find.holds(4, spelling), isSame(state) {
            counts.unchanged += 1
            return .written
        }
        if let log {
            try log.note(
                .changed, .identifier, of: try name(holder), part: kind.rawValue,
                field: isSameHolder ? "state" : "holder",
                old: isSameHolder ? String(value) : try holderNow(), new: String(value))
        }
        bind(update, kind, value, spelling, holder)
        update.bind(7, state?.status.rawValue)
        update.bind(8, state.flatMap { $0.from.isEmpty ? nil : $0.from })
        update.bind(9, state.flatMap { $0.to.isEmpty ? nil : $0.to })
        update.bind(10, today)
        try update.run()
        counts.updated += 1
        return .written
    }

    /// Whether the identifier of `find`'s row is of a customer whom the import could join.
    private func offersJoin() throws(DatabaseError) -> Bool {
        guard !joins, find.isNull(3), let customer = find.optionalInteger(0) else { return false }
        defer { isLocal.reset() }
        isLocal.bind(1, customer)
        return try isLocal.step()
    }

    /// Somebody here has moved it with consent: it stays, and whom the source names is remembered.
    private func differ(
        _ kind: IdentifierKind, _ value: Span<UInt8>, _ holder: IdentifierHolder
    ) throws(DatabaseError) {
        counts.differing += 1
        if let log {
            try log.note(
                .differing, .identifier, of: try name(holder), part: kind.rawValue,
                field: "holder", old: try holderNow(), new: String(value))
        }
        guard
            find.optionalInteger(6) != holder.customer || find.optionalInteger(7) != holder.shopper
        else { return }
        remember.bind(1, holder.customer)
        remember.bind(2, holder.shopper)
        remember.bind(3, kind.code)
        remember.bind(4, text: value)
        try remember.run()
    }

    private func create(
        _ kind: IdentifierKind, _ value: Span<UInt8>, _ spelling: Span<UInt8>,
        _ holder: IdentifierHolder, _ state: IdentifierState?
    ) throws(DatabaseError) {
        if let log {
            try log.note(
                .created, .identifier, of: try name(holder), part: kind.rawValue,
                new: String(value))
        }
        counts.created += 1
        if case .customer(let customer, let shopper) = holder, state == nil {
            if usual.isFull { try usual.flush() }
            usual.bind(customer)
            usual.bind(shopper)
            usual.bind(textOrNull: spelling)
            usual.bind(kind.code)
            usual.bind(text: value)
            usual.bind(source)
            return
        }
        bind(insert, kind, value, spelling, holder)
        insert.bind(7, source)
        insert.bind(8, (state?.status ?? .active).rawValue)
        insert.bind(9, state.flatMap { $0.from.isEmpty ? nil : $0.from })
        insert.bind(10, state.flatMap { $0.to.isEmpty ? nil : $0.to })
        insert.bind(11, state.flatMap { $0.issued.isEmpty ? nil : $0.issued })
        try insert.run()
    }

    private func isSame(_ state: IdentifierState?) -> Bool {
        guard let state else { return true }
        return find.integer(8) == state.status.rawValue && find.text(9) == state.from
            && find.text(10) == state.to
    }

    private func bind(
        _ statement: borrowing Statement, _ kind: IdentifierKind, _ value: borrowing Span<UInt8>,
        _ spelling: borrowing Span<UInt8>, _ holder: IdentifierHolder
    ) {
        statement.bind(1, holder.customer)
        statement.bind(2, holder.shopper)
        statement.bind(3, holder.employee)
        statement.bind(4, textOrNull: spelling)
        statement.bind(5, kind.code)
        statement.bind(6, text: value)
    }

    /// Who holds the identifier of `find`'s row, for people.
    private func holderNow() throws(DatabaseError) -> String {
        guard let customer = find.optionalInteger(0) else {
            return find.isNull(2) ? "nobody" : "an employee"
        }
        return try name(.customer(customer, shopper: find.optionalInteger(1)))
    }

    /// The holder's number, and the shopper's where it is one's own.
    private func name(_ holder: IdentifierHolder) throws(DatabaseError) -> String {
        guard let customer = holder.customer else { return "an employee" }
        defer { findName.reset() }
        findName.bind(1, customer)
        findName.bind(2, holder.shopper)
        return try findName.step() ? findName.text(0) : ""
    }
}
