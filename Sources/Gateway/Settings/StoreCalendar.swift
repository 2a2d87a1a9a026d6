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

/// The calendar of the store, whatever the time zone of the machine: days end when they end in the store.
public struct StoreCalendar: Sendable {
    private static let folder = "/usr/share/zoneinfo/"

    private let zone: TimeZoneRules
    /// The distance from UTC that held last, and when: it is asked for with every reading.
    private var current: (seconds: Int, during: Range<Int64>)

    /// UTC's calendar.
    public init() {
        zone = TimeZoneRules()
        current = (0, 0..<0)
    }

    /// The calendar of a zone such as `America/Chicago`; UTC for nil.
    /// - Returns: Nil where this machine knows no such zone.
    public init?(timeZone name: String?) {
        if let name {
            let plain = name.utf8.allSatisfy {
                $0.isASCIIDigit || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A
                    || "/_+-".utf8.contains($0)
            }
            guard plain, !name.isEmpty, name.utf8.first != UInt8(ascii: "/"),
                let file = try? FileSystem.contents(of: Self.folder + name, limit: 1 << 16),
                let rules = TimeZoneRules(file)
            else { return nil }
            zone = rules
        } else {
            zone = TimeZoneRules()
        }
        current = (0, 0..<0)
    }

    /// The store's date at a moment.
    public mutating func date(at time: WallTime) -> CalendarDate {
        let seconds = time.secondsSinceEpoch
        if !current.during.contains(seconds) { current = zone.offset(at: seconds) }
        return WallTime(milliseconds: time.milliseconds + Int64(current.seconds) * 1000).date
    }

    /// The moment, in seconds since 1970, at which the store's clocks show this date and second of the day.
    public func moment(of date: CalendarDate, second: Int) -> Int64 {
        zone.moment(of: date, second: second)
    }

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
