public import SQLite

/// What can be said of the files without an owner's rights over them: for the technician who asks
/// why nothing works.
extension CustomerDirectory {
    /// Looks through the file's structure, in a fraction of the time of `check`.
    /// - Throws: `.corrupt` when it is not whole.
    public func quickCheck() throws(DatabaseError) {
        try query { opened throws(DatabaseError) in
            try opened.database.checkQuickly()
        }
    }

    /// How many customers there are.
    public func customerCount() throws(DatabaseError) -> Int {
        try query { opened throws(DatabaseError) in
            Int(try opened.database.integer("SELECT count(*) FROM customer") ?? 0)
        }
    }
}
