import FoundationEssentials
import Identity
import Simulator
import Transport

/// An event as a line for people.
extension LaneEvent {
    /// `08:12:30.123  L1  front-scanner  identified  Iva Horvat (10412), barcodeCard ********3316`.
    func line(_ console: Console) -> String {
        let kind = OutcomeKind(rawValue: outcome)
        var parts = [
            console.coloured(localTime, .dim), lane.harmless, (device ?? "typed").harmless,
            console.coloured(outcome.harmless.padded(to: 10), kind?.colour ?? .plain),
        ]
        let says = sentence.harmless
        if !says.isEmpty { parts.append(says) }
        return parts.joined(separator: "  ")
    }

    /// What came of the reading, in words.
    var sentence: String {
        var parts: [String] = []
        if let customer { parts.append("\(customer.name) (\(customer.number))") }
        if let shopper, shopper.name != customer?.name { parts.append("shopper \(shopper.name)") }
        if let employee { parts.append(employee.name) }
        if let candidates { parts.append(candidates.map(\.choice).joined(separator: " or ")) }
        if let reason { parts.append(since.map { "\(reason) since \($0)" } ?? reason) }
        if let fault { parts.append(Fault(rawValue: fault)?.sentence ?? fault) }
        if let value {
            parts.append(value)
        } else if let masked = identifier?.masked {
            parts.append([identifier?.kind, masked].compactMap(\.self).joined(separator: " "))
        }
        if let symbology = identifier?.symbology { parts.append(symbology) }
        if let ticket { parts.append(ticket.sentence) }
        if let replyTo { parts.append("answers \(replyTo)") }
        if stale == true { parts.append("stale") }
        if journaled == false { parts.append("not journaled") }
        if outcome == OutcomeKind.suppressed.rawValue, let message { parts.append(message) }
        return parts.joined(separator: ", ")
    }

    /// The local time of day; the text as it was sent if it is not a time.
    private var localTime: String {
        guard let time = WallTime(rfc3339: time) else { return self.time.harmless }
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        let offset = Int64(TimeZone.current.secondsFromGMT(for: date)) * 1000
        let local = WallTime(milliseconds: time.milliseconds + offset).rfc3339
        return String(String(local).dropFirst(11).dropLast())
    }
}

extension LaneEvent.Place {
    /// `ticket T-118, place 1 of 2`.
    fileprivate var sentence: String {
        var text = key.map { "ticket \($0)" } ?? "no ticket"
        if let place { text += ", place \(place)" + (count.map { " of \($0)" } ?? "") }
        if already == true { text += ", already on it" }
        if found == true { text += ", found" }
        if joined == false { text += ", not on it" + (why.map { ": \($0)" } ?? "") }
        return text
    }
}

extension LaneEvent.Candidate {
    /// `2: Ana Horvat`.
    fileprivate var choice: String { "\(id): \(shopper?.name ?? customer.name)" }
}

extension OutcomeKind {
    /// Green may be served, red may not, yellow needs somebody to act.
    var colour: Colour {
        switch self {
        case .identified, .staff, .bearer: .green
        case .choose, .unknown: .yellow
        case .refused, .malformed, .suppressed: .red
        case .coupon: .magenta
        case .read: .cyan
        case .noNumber, .removed: .dim
        }
    }
}
