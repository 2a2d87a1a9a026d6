import CSQLite
import Glibc
public import Identity

/// Who holds an identifier, and whether that is only what we knew before.
public struct LiveAnswer: Sendable {
    public var holder: Holder
    /// The source did not answer, or not in time: this is the directory's own answer.
    public var isStale: Bool
}

/// Another program's SQLite file that is asked at the moment of reading, instead of being imported. It is opened for
/// reading only, or not at all. One owner, one thread.
///
/// The query is the owner's own: `?1` is the word of the identifier's kind, `?2` its value, and its columns are the
/// customer's number, name, and status in our words (empty or NULL is active).
public final class LiveSource {
    private let path: String
    private let query: String
    private let limit: Duration
    private var opened: OpenSource?

    /// - Parameter limit: How long a look-up may take, the file's locks included. A disk that does not answer is
    ///   not covered: keep the file on this machine.
    public init(path: String, query: String, limit: Duration) {
        self.path = path
        self.query = query
        self.limit = limit
    }

    /// Asks the source, and the directory where the source does not answer in time or cannot be asked. What the source
    /// says goes before what the directory has; shoppers and the like come from the directory.
    public func holder(
        of identifier: Identifier, in directory: CustomerDirectory
    ) throws(ResolverError) -> LiveAnswer {
        let row: LiveRow?
        do throws(DirectoryError) {
            row = try ask(identifier)
        } catch {
            opened = nil
            return LiveAnswer(holder: try directory.holder(of: identifier), isStale: true)
        }
        guard let row else {
            return LiveAnswer(holder: .nobody, isStale: false)
        }
        let number = Identifier(kind: .memberNumber, value: Bytes(row.number.span))
        var holding = Holding(
            customer: Customer(
                number: row.number, name: row.name, kind: .individual, status: row.status),
            key: 0)
        if case .customer(let known) = try directory.holder(of: number) {
            holding = known
            holding.customer.name = row.name
            holding.customer.status = row.status
        }
        holding.refusal =
            switch row.status {
            case .active: nil
            case .inactive, .pending: Refusal(reason: .inactive, level: .customer)
            case .suspended: Refusal(reason: .suspended, level: .customer)
            case .terminated: Refusal(reason: .terminated, level: .customer)
            }
        return LiveAnswer(holder: .customer(holding), isStale: false)
    }

    private func ask(_ identifier: Identifier) throws(DirectoryError) -> LiveRow? {
        let source: OpenSource
        if let opened {
            source = opened
        } else {
            source = try OpenSource(path: path, query: query, limit: limit)
            opened = source
        }
        return try source.ask(identifier)
    }
}

/// What a source says of the holder of an identifier.
private struct LiveRow {
    var number: Bytes<32>
    var name: Bytes<128>
    var status: CustomerStatus
}

/// The source's file while it is open.
@safe private final class OpenSource {
    private let database: Database
    private let find: Statement
    private let limit: Duration
    /// Owned: allocated here; when the query has to end, in nanoseconds of the monotonic clock.
    private let deadline: UnsafeMutablePointer<Int64>

    init(path: String, query: String, limit: Duration) throws(DirectoryError) {
        self.limit = limit
        let milliseconds = Int32(clamping: Self.nanoseconds(limit) / 1_000_000)
        database = try Database(path: path, mode: .read, busyTimeoutMs: milliseconds)
        try database.run("PRAGMA query_only = ON")
        find = try database.prepare(query, longLived: true)
        unsafe deadline = .allocate(capacity: 1)
        unsafe deadline.initialize(to: 0)
        unsafe sqlite3_progress_handler(
            database.handle, 1000,
            { context in
                guard let deadline = unsafe context?.load(as: Int64.self) else { return 0 }
                return OpenSource.now() > deadline ? 1 : 0
            }, deadline)
    }

    deinit {
        unsafe sqlite3_progress_handler(database.handle, 0, nil, nil)
        unsafe deadline.deallocate()
    }

    /// The first row of the answer; nil for none.
    func ask(_ identifier: Identifier) throws(DirectoryError) -> LiveRow? {
        defer { find.reset() }
        unsafe deadline.pointee = Self.now() + Self.nanoseconds(limit)
        find.bind(1, identifier.kind.rawValue)
        find.bind(2, text: identifier.value.span)
        guard try find.step(), !find.isNull(0) else { return nil }
        let status = find.text(2)
        guard let known = status.isEmpty ? .active : CustomerStatus(rawValue: status) else {
            throw .wrongForm(path: database.path, reason: "its status is none of ours")
        }
        return LiveRow(number: find.bytes(0), name: find.bytes(1), status: known)
    }

    private static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return min(seconds, 3600) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
