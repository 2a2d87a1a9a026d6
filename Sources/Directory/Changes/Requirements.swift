import Identity
import SQLite

/// What is asked of values before the schema is: it refuses them too, in its own words, which are
/// not for people.
extension Editor {
    func requireName(_ name: String) throws(DatabaseError) {
        try require(name, "name", upTo: 128)
    }

    /// A text of 1 to `most` bytes.
    func require(_ text: String, _ field: String, upTo most: Int) throws(DatabaseError) {
        guard (1...most).contains(text.utf8.count) else {
            throw .refused(.wrong(field: field, why: "has 1 to \(most) bytes"))
        }
    }

    /// Days of which the last is not before the first; both may be open.
    func requirePeriod(_ first: CalendarDate?, _ last: CalendarDate?) throws(DatabaseError) {
        guard let first, let last, last < first else { return }
        throw .refused(.wrong(field: "the last day", why: "is before the first"))
    }

    /// A date as `2027-05-14`.
    func requireDate(_ text: String?, _ field: String) throws(DatabaseError) {
        guard let text, CalendarDate(iso8601: Array(text.utf8).span) == nil else { return }
        throw .refused(.wrong(field: field, why: "is a date such as 2027-05-14"))
    }

    /// A day of every year as `05-14`.
    func requireYearly(_ text: String?) throws(DatabaseError) {
        guard let text, CalendarDate(iso8601: Array("2000-\(text)".utf8).span) == nil else {
            return
        }
        throw .refused(.wrong(field: "a day of every year", why: "is written as 05-14"))
    }

    /// An amount in the currency's main unit: at most 16 characters, digits on both sides of a
    /// point where there is one.
    func requireAmount(_ text: String?, _ field: String) throws(DatabaseError) {
        guard let text else { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count <= 2, text.utf8.count <= 16,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) })
        else {
            throw .refused(.wrong(field: field, why: "is an amount such as 100 or 99.50"))
        }
    }
}
