public import SQLite

/// Where the wall clock was set while the gateway ran, or went back while it did not: an event's
/// age is what really passed, whatever its time says.
struct ClockJumps {
    /// An event up to `sequence` is as old as if its time were `milliseconds` later.
    private var jumps: [(sequence: Int64, milliseconds: Int64)] = []
    /// More are joined: the oldest events are then taken for younger than they are.
    private static let limit = 64

    init(_ database: Database) throws(DatabaseError) {
        var found: [(sequence: Int64, milliseconds: Int64)] = []
        try database.rows(
            "SELECT sequence, milliseconds FROM clock_jump ORDER BY sequence"
        ) { row in
            found.append((row.integer(0), row.integer(1)))
        }
        jumps = found
    }

    /// What an event's time would be by the clock of now.
    func time(_ milliseconds: Int64, of sequence: Int64) -> Int64 {
        jumps.reduce(milliseconds) { time, jump in
            jump.sequence >= sequence
                ? time.addingReportingOverflow(jump.milliseconds).partialValue : time
        }
    }

    /// Notes that the clock was set after an event.
    mutating func note(by milliseconds: Int64, after sequence: Int64) {
        if let last = jumps.last, last.sequence == sequence {
            jumps[jumps.count - 1].milliseconds += milliseconds
        } else {
            jumps.append((sequence, milliseconds))
        }
        if jumps.count > Self.limit {
            jumps[1].milliseconds += jumps[0].milliseconds
            jumps.removeFirst()
        }
    }

    /// Forgets what concerns only events that were let go of.
    mutating func forget(through sequence: Int64) {
        jumps.removeAll { $0.sequence <= sequence }
    }

    /// Puts them in place of those that the file has.
    func write(to database: Database) throws(DatabaseError) {
        try database.run("DELETE FROM clock_jump")
        for jump in jumps {
            try database.change(
                "INSERT INTO clock_jump VALUES (?1, ?2)", .integer(jump.sequence),
                .integer(jump.milliseconds))
        }
    }

    var isEmpty: Bool { jumps.isEmpty }
}

extension EventJournal {
    /// Notes that the wall clock was set by so much after event `sequence`. Lasting at once.
    public func noteClockJump(
        by milliseconds: Int64, after sequence: Int64
    ) throws(DatabaseError) {
        try commit()
        var noted = jumps
        noted.note(by: milliseconds, after: sequence)
        try change { () throws(DatabaseError) in try noted.write(to: database) }
        try commit()
        jumps = noted
    }

    /// The time of the last event, in milliseconds since 1970, by the clock of now; nil where there
    /// is none.
    func newestTime() throws(DatabaseError) -> Int64? {
        let found = try database.first(
            "SELECT sequence, time FROM event ORDER BY sequence DESC LIMIT 1"
        ) { ($0.integer(0), $0.integer(1)) }
        return found.map { jumps.time($0.1, of: $0.0) }
    }
}
