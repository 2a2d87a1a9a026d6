public import Identity
import Transport

/// The store's calendar date and clock at one moment.
package struct StoreTime: Equatable, Sendable {
    package var date: CalendarDate
    /// Since 1970, UTC.
    package var seconds: Int64

    package init(date: CalendarDate, seconds: Int64) {
        self.date = date
        self.seconds = seconds
    }
}

/// The calendar of the store, whatever the time zone of the machine: days end when they end in the
/// store.
public struct StoreCalendar: Sendable {
    /// Nil for UTC.
    private let zone: LocalTimeZone?
    /// The distance from UTC that held last, and when: it is asked for with every reading.
    private var current: (seconds: Int, during: Range<Int64>) = (0, 0..<0)
    /// Zones change their distance only at quarters of an hour.
    private static let quarter: Int64 = 900

    /// UTC's calendar.
    public init() { zone = nil }

    /// The calendar of a zone such as `America/Chicago`; UTC for nil.
    /// - Returns: Nil where this machine knows no such zone.
    public init?(timeZone name: String?) {
        zone = name.flatMap(LocalTimeZone.init)
        if name != nil, zone == nil { return nil }
    }

    /// The store's date at a moment.
    public mutating func date(at time: WallTime) -> CalendarDate {
        let seconds = time.secondsSinceEpoch
        if !current.during.contains(seconds) {
            let start = seconds - ((seconds % Self.quarter) + Self.quarter) % Self.quarter
            current = (offset(at: seconds), start..<start + Self.quarter)
        }
        return WallTime(milliseconds: time.milliseconds + Int64(current.seconds) * 1000).date
    }

    /// The moment, in seconds since 1970, at which the store's clocks show this date and second of
    /// the day: the earlier of two, and where clocks skip it, the same distance after the skip.
    public func moment(of date: CalendarDate, second: Int) -> Int64 {
        let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(second)
        let before = Int64(offset(at: local - 86_400))
        let after = Int64(offset(at: local + 86_400))
        let found = [before, after].first { Int64(offset(at: local - $0)) == $0 }
        return local - (found ?? before)
    }

    private func offset(at seconds: Int64) -> Int { zone?.offset(at: seconds) ?? 0 }

    /// The store's date and the moment itself.
    package mutating func time(at time: WallTime) -> StoreTime {
        StoreTime(date: date(at: time), seconds: time.secondsSinceEpoch)
    }
}

extension WallTime {
    /// Whole seconds since 1970, rounded down.
    public var secondsSinceEpoch: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }
}
