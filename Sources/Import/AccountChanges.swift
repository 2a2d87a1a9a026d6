import Identity

/// Which accounts have changed, as triggers on CORE-POS's tables write it: `(id, object_type,
/// object_key, deleted)`. Where an import has such a table, the rows of all other accounts are
/// passed over, and an account that is listed and has no row any more is gone. A row that says
/// `deleted` of an account that has rows is out of date: the account has come back since.
struct AccountChanges: Codable {
    /// The keys of the accounts, as `StagedRows.key(of:)` makes them.
    var keys: Set<UInt64> = []
    /// The highest `id` that was read: rows up to it may be taken from the source's table.
    var last: Int64 = 0

    /// Leaves only the rows of the accounts that have changed, where a table lists them.
    static func restrict(_ input: inout ImportInput) {
        guard input.tables.contains(where: { $0.format == .changes }) else { return }
        var changes = AccountChanges()
        for table in input.tables where table.format == .changes {
            for row in table.rows.rows {
                changes.keys.insert(row.key)
                changes.last = max(changes.last, Int64(row.place))
            }
        }
        input.tables.removeAll { $0.format == .changes }
        for index in input.tables.indices where input.tables[index].format != .memtype {
            input.tables[index].rows.keep { changes.keys.contains($0) }
        }
        input.changes = changes
    }
}
