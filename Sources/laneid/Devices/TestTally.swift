import Identity
import LaneLink
import Simulator

/// Counts what a reader under test gave, and judges it. Pure.
struct TestTally {
    /// What a person is asked to do, and how often.
    struct Plan: Equatable {
        var count: Int
        var instruction: String

        init(kind: ReadingKind) {
            switch kind {
            case .magstripe:
                count = 6
                instruction =
                    "Swipe a card three times in each direction, slowly and quickly."
            case .barcode:
                count = 3
                instruction = "Scan a label three times, from near, from far and at an angle."
            case .phone:
                count = 1
                instruction = "Call this line once, from a telephone that shows its number."
            case .smartCard, .contactless, .electronicKey:
                count = 3
                instruction = "Present a card or key three times."
            }
        }
    }

    /// How often one track was read, and how often not though others of the same swipe were.
    struct Track: Equatable {
        var good = 0
        var bad = 0
    }

    private(set) var good = 0
    private(set) var bad = 0
    /// Of `good`, those that the payment-card guard stopped.
    private(set) var withheld = 0
    /// How many of `good` belong to nobody.
    private(set) var unknown = 0
    private(set) var tracks = [Track](repeating: Track(), count: 3)
    private(set) var faults: [String: Int] = [:]
    private var swipes = 0

    var count: Int { good + bad }

    /// Takes the next item; a command to the reader counts for nothing.
    mutating func take(_ item: TestedItem) {
        if let fault = item.fault {
            bad += 1
            faults[fault, default: 0] += 1
        } else if let reading = item.reading {
            let fault = item.event?.fault
            if let fault { faults[fault, default: 0] += 1 }
            if fault == nil { good += 1 } else { bad += 1 }
            if item.event?.outcome == OutcomeKind.unknown.rawValue { unknown += 1 }
            if reading.withheld == true { withheld += 1 } else { takeTracks(reading) }
        }
    }

    private mutating func takeTracks(_ reading: TestedItem.Reading) {
        guard (1...3).contains(where: { reading.track($0) != nil }) else { return }
        swipes += 1
        for number in 1...3 {
            if reading.track(number) != nil {
                tracks[number - 1].good += 1
            } else if reading.isUnreadable(number) {
                tracks[number - 1].bad += 1
            }
        }
    }

    /// What is to be said of each track that gave or should have given something.
    var trackLines: [String] {
        (1...3).compactMap { number in
            var track = tracks[number - 1]
            // A track that is on the card comes with every swipe.
            if track.good > 0 { track.bad = swipes - track.good }
            guard track != Track() else { return nil }
            return "track \(number): \(track.good) good, \(track.bad) bad"
        }
    }

    /// Whether the reader reads as it should.
    var isWell: Bool { good > 0 && bad == 0 && !hasBadTracks }

    private var hasBadTracks: Bool {
        tracks.contains { $0.bad > 0 || ($0.good > 0 && $0.good < swipes) }
    }

    /// The verdict, for people.
    var verdict: String {
        guard count > 0 else {
            return
                "Nothing came. Is the reader switched on and plugged in, is the line's speed right, is the card or label of its kind? `laneid doctor` looks at the rest."
        }
        guard good > 0 else {
            return "The reader does not read: \(bad) of \(bad) did not check. \(advice)"
        }
        guard bad == 0 else {
            return "The reader reads badly: \(bad) of \(count) did not check. \(advice)"
        }
        if hasBadTracks {
            return
                "The reader reads, but not every track each time: clean its head, and try another card."
        }
        let works =
            count == 1
            ? "The reader works: it read once."
            : "The reader works: \(count) of \(count) read well."
        if withheld == count {
            return works
                + " These were payment cards or licences, which go nowhere: try a member card."
        }
        return unknown < count ? works : works + " Nobody in the directory holds what was read."
    }

    /// What to do about the fault that came most.
    private var advice: String {
        let most = faults.max { ($0.value, $1.key) < ($1.value, $0.key) }
        let fault = most.flatMap { Fault(rawValue: $0.key) }
        return (fault?.sentence ?? most?.key ?? "").capitalisedFirst + "."
    }

    /// One line of JSON.
    func json(device: String) -> String {
        var line = LineBuffer()
        line.raw("{\"verdict\":{")
        line.member("device", string: device)
        line.member("works", bool: isWell)
        line.member("good", integer: Int64(good))
        line.member("bad", integer: Int64(bad))
        line.member("withheld", integer: Int64(withheld))
        for number in 1...3 where tracks[number - 1] != Track() {
            line.member("track\(number)Good", integer: Int64(tracks[number - 1].good))
            line.member("track\(number)Bad", integer: Int64(tracks[number - 1].bad))
        }
        line.member("says", string: verdict)
        line.raw("}}")
        return String(line)
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
