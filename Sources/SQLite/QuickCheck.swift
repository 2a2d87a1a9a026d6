extension Database {
    /// Looks through the file's structure.
    /// - Throws: `.corrupt` when it is not whole.
    package func checkQuickly() throws(DatabaseError) {
        let statement = try prepare("PRAGMA quick_check(1)")
        guard try statement.step(), statement.text(0) == "ok" else { throw .corrupt(path: path) }
    }
}
