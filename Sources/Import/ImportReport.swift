/// What an import did. It names lines of the files, never the values of identifiers.
public struct ImportReport: Codable, Equatable, Sendable {
    /// How the rows of one kind fared.
    public struct Counts: Codable, Equatable, Sendable {
        public var created = 0
        public var updated = 0
        public var unchanged = 0
        /// In the directory from this source, and no longer in the files: kept as they are.
        public var missing = 0
        /// Taken away because the source no longer has them: rows that are part of another, and
        /// others where the import was told to delete.
        public var removed = 0
        /// Moved here with consent, against what the source says: kept as they are until they are
        /// released.
        public var differing = 0

        /// How many rows were changed.
        public var changes: Int { created + updated + removed }
        /// How many rows the files had.
        var seen: Int { created + updated + unchanged + differing }

        /// Adds what another part of the import counted.
        mutating func add(_ other: Counts) {
            created += other.created
            updated += other.updated
            unchanged += other.unchanged
            missing += other.missing
            removed += other.removed
            differing += other.differing
        }
    }

    /// A file that was read.
    public struct File: Codable, Equatable, Sendable {
        /// Its name without the folder.
        public var file: String
        public var format: ImportFormat
        /// Rows read, without the header.
        public var rows = 0
        public var rejected = 0
    }

    /// A row that was not taken.
    public struct Rejection: Codable, Equatable, Sendable {
        public var file: String
        /// The line it begins on, from 1.
        public var line: Int
        public var reason: String
    }

    /// Something to look into, though the rows were taken.
    public struct Warning: Codable, Equatable, Sendable {
        /// A stable word for programs.
        public var code: String
        public var text: String
        public var file: String
        /// How many rows or accounts.
        public var count: Int
        /// The first lines concerned, at most ten.
        public var lines: [Int]
    }

    /// How many rejections are listed; all are counted.
    public static let maxListed = 1000

    public var source: String
    /// Nothing was changed: the counts say what would have been.
    public var isDryRun = false
    public var files: [File] = []
    public var customers = Counts()
    public var shoppers = Counts()
    public var identifiers = Counts()
    public var phones = Counts()
    public var contacts = Counts()
    public var membershipTypes = Counts()
    public var suspensions = Counts()
    public var employees = Counts()
    public var notices = Counts()
    public var balances = Counts()
    /// The first 1,000.
    public var rejected: [Rejection] = []
    public var rejectedCount = 0
    public var warnings: [Warning] = []
    /// What is missing was to be deleted and was kept: a row that could not be read may be that of
    /// anybody who seems to be missing.
    public var keptMissing = false
    /// The highest number of a change row that was read: rows up to it are done with.
    public var lastChange: Int64?

    /// Whether a stream said that it is whole, also where it has no row. It is not in the JSON.
    var isEnded = false

    private enum CodingKeys: CodingKey {
        case source, isDryRun, files, customers, shoppers, identifiers, phones, contacts
        case membershipTypes, suspensions, employees, notices, balances, rejected, rejectedCount
        case warnings, keptMissing, lastChange
    }

    init(source: String) {
        self.source = source
    }

    /// Whether the directory was already as the files say.
    public var changesNothing: Bool { kinds.allSatisfy { $0.counts.changes == 0 } }

    /// Why the import as a whole is one that failed, though nothing was in its way; nil where it is
    /// as it should be.
    public var problem: String? {
        let rows = files.reduce(0) { $0 + $1.rows }
        if rows == 0, !isEnded { return "there was no row to import" }
        let isTaken = kinds.contains { $0.counts.seen > 0 }
        return rows > 0 && rejectedCount >= rows && !isTaken ? "no row was taken" : nil
    }

    static let balances = "balances"

    /// All counts by the name of what is counted.
    var kinds: [(name: String, counts: Counts)] {
        [
            ("customers", customers), ("shoppers", shoppers), ("identifiers", identifiers),
            ("phones", phones), ("contacts", contacts), ("membership types", membershipTypes),
            ("suspensions", suspensions), ("employees", employees),
            ("notices", notices), (Self.balances, balances),
        ]
    }
}

extension ImportReport: CustomStringConvertible {
    /// The report in lines for people.
    public var description: String {
        var lines: [String] = []
        for file in files {
            lines.append(
                "\(file.file) (\(file.format.rawValue)): \(file.rows) rows, \(file.rejected) rejected"
            )
        }
        for (name, counts) in kinds where counts != Counts() {
            var line =
                "\(name): \(counts.created) created, \(counts.updated) updated, "
                + "\(counts.unchanged) unchanged"
            if counts.missing > 0 { line += ", \(counts.missing) missing (kept)" }
            if counts.removed > 0 { line += ", \(counts.removed) removed" }
            if counts.differing > 0 {
                line += ", \(counts.differing) differing (moved here, kept until released)"
            }
            lines.append(line)
        }
        if keptMissing {
            lines.append(
                "nothing missing was deleted: a rejected row may be that of anybody who seems to be missing"
            )
        }
        for warning in warnings {
            let places = warning.lines.map(String.init).joined(separator: ", ")
            let more = warning.count > warning.lines.count ? ", …" : ""
            lines.append(
                "warning: \(warning.text): \(warning.count) (\(warning.file), line \(places)\(more))"
            )
        }
        for rejection in rejected {
            lines.append("rejected: \(rejection.file), line \(rejection.line): \(rejection.reason)")
        }
        if rejectedCount > rejected.count {
            lines.append("rejected: \(rejectedCount - rejected.count) more rows")
        }
        if isDryRun { lines.append("dry run: nothing was changed") }
        return lines.joined(separator: "\n")
    }
}
