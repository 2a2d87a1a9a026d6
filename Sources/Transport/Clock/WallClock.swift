import CLinux
import Glibc
public import Identity

/// Why the wall clock could not be set.
public enum WallClockError: Error, Equatable, CustomStringConvertible {
    /// `LANEID_NOW` is not a time with its distance from UTC.
    case cannotRead(text: String)

    public var description: String {
        switch self {
        case .cannotRead(let text):
            "LANEID_NOW is \"\(text)\", which is not a time such as 2026-03-03T12:00:00-06:00"
        }
    }
}

/// The time of day and date: the machine's, or for tests and demonstrations one that starts where
/// it was told to and runs at the usual speed.
public struct WallClock: Sendable {
    /// Where a set clock started, and when that was; nil for the machine's clock.
    private let start: (wall: WallTime, instant: Instant)?

    /// Whether the clock was set and does not show the machine's time.
    public var isSet: Bool { start != nil }

    /// The machine's clock.
    public init() {
        start = nil
    }

    /// A clock that shows `wall` at `instant`.
    public init(showing wall: WallTime, at instant: Instant = .now) {
        start = (wall, instant)
    }

    /// A clock set by what `LANEID_NOW` says (RFC 3339 with offset); the machine's for nil.
    public init(laneidNow text: String?) throws(WallClockError) {
        guard let text else {
            self.init()
            return
        }
        guard let wall = WallTime(rfc3339: text) else { throw .cannotRead(text: text) }
        self.init(showing: wall)
    }

    /// The clock that the environment of this process asks for.
    public static func fromEnvironment() throws(WallClockError) -> WallClock {
        let text: String? = unsafe getenv("LANEID_NOW").map { unsafe String(cString: $0) }
        return try WallClock(laneidNow: text)
    }

    /// What the clock shows now.
    public var now: WallTime { time(at: .now) }

    /// What a set clock shows at `instant`; the machine's clock always shows the present.
    public func time(at instant: Instant) -> WallTime {
        if let start {
            return WallTime(
                milliseconds: start.wall.milliseconds + (instant - start.instant).inMilliseconds)
        }
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
