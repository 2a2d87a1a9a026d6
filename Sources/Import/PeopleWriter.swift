import Identity
import SQLite

/// What seldom changes of an account's people: their periods, and that the source no longer has
/// them.
final class PeopleWriter {
    enum Removal {
        case removed
        /// Something that was entered here hangs on the shopper, who stays and may no longer shop.
        case stopped
    }

    private let source: Int64
    private let remove: Statement
    private let stop: Statement
    private let findPeriods: Statement
    private let removePeriods: Statement
    private let addPeriod: Statement
    private var refusedPeriods: [StagedRows.Row] = []

    init(_ database: Database, source: Int64) throws(DatabaseError) {
        self.source = source
        remove = try database.prepare(
            "DELETE FROM shopper WHERE customer_id = ?1 AND number = ?2", longLived: true)
        stop = try database.prepare(
            "UPDATE shopper SET active = 0 WHERE customer_id = ?1 AND number = ?2", longLived: true)
        findPeriods = try database.prepare(
            """
            SELECT first_day, last_day FROM shopper_period
            WHERE customer_id = ?1 AND shopper_number = ?2 AND source_id = ?3 ORDER BY first_day
            """, longLived: true)
        removePeriods = try database.prepare(
            """
            DELETE FROM shopper_period
            WHERE customer_id = ?1 AND shopper_number = ?2 AND source_id = ?3
            """, longLived: true)
        addPeriod = try database.prepare(
            """
            INSERT INTO shopper_period (customer_id, shopper_number, source_id, first_day, last_day)
            VALUES (?1, ?2, ?3, ?4, ?5)
            """, longLived: true)
    }

    /// Takes a shopper away, or stops them where that would leave something without its owner.
    func remove(_ number: Int64, customer: Int64) throws(DatabaseError) -> Removal {
        remove.bind(1, customer)
        remove.bind(2, number)
        do throws(DatabaseError) {
            try remove.run()
            return .removed
        } catch .constraint {
            stop.bind(1, customer)
            stop.bind(2, number)
            try stop.run()
            return .stopped
        }
    }

    /// Makes the shopper's periods those of the source; whether they differed.
    func writePeriods(
        of person: AccountDraft.Person, customer: Int64
    ) throws(DatabaseError) -> Bool {
        guard let periods = person.periods else { return false }
        bind(findPeriods, customer, person.number)
        var known: [AccountDraft.Period] = []
        while try findPeriods.step() {
            known.append(.init(first: findPeriods.text(0), last: findPeriods.text(1)))
        }
        findPeriods.reset()
        guard known != periods else { return false }
        bind(removePeriods, customer, person.number)
        try removePeriods.run()
        var written: [AccountDraft.Period] = []
        for period in periods {
            bind(addPeriod, customer, person.number)
            addPeriod.bind(4, period.first)
            addPeriod.bind(5, period.last.isEmpty ? nil : period.last)
            do throws(DatabaseError) {
                try addPeriod.run()
                written.append(period)
            } catch .constraint {
                // It overlaps one that was entered here.
                if let row = period.row { refusedPeriods.append(row) }
            }
        }
        return written != known
    }

    /// The rows of periods that overlap others; empty again afterwards.
    func takeRefusedPeriods() -> [StagedRows.Row] {
        defer { refusedPeriods.removeAll() }
        return refusedPeriods
    }

    private func bind(_ statement: borrowing Statement, _ customer: Int64, _ number: Int64) {
        statement.bind(1, customer)
        statement.bind(2, number)
        statement.bind(3, source)
    }
}
