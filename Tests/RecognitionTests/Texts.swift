import Identity
import Recognition

/// A label as a scanner delivers it; EAN and UPC numbers with their check digit.
func label(_ text: String, _ symbology: Symbology? = nil, gs1: Bool = false) -> Reading {
    let bytes = Array(text.utf8)
    return Reading.barcode(bytes.span, symbology: symbology, isGS1: gs1)
}

/// A code that the cashier typed.
func typed(_ text: String, _ kind: ReadingKind = .barcode) -> Reading {
    let bytes = Array(text.utf8)
    return Reading(kind: kind, entryMode: .keyed, text: bytes.span)
}

/// A reading of any kind, without label or tracks.
func reading(_ kind: ReadingKind, _ text: String) -> Reading {
    let modes: [ReadingKind: EntryMode] = [
        .barcode: .scanned, .magstripe: .magStripe, .smartCard: .icc, .contactless: .contactless,
        .electronicKey: .tapped, .phone: .incomingCall,
    ]
    let bytes = Array(text.utf8)
    return Reading(kind: kind, entryMode: modes[kind] ?? .keyed, text: bytes.span)
}

/// A swipe in the usual text form: `%…?` is track 1, `;…?` track 2, `+…?` track 3; `E` alone is
/// undecodable.
func swipe(_ text: String, _ protection: Protection = []) -> Reading {
    let bytes = Array(text.utf8)
    var tracks = Tracks()
    var start = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        let number = [UInt8(ascii: "%"): 1, UInt8(ascii: ";"): 2, UInt8(ascii: "+"): 3][
            bytes[start]]
        if let number {
            if bytes[(start + 1)..<end] == [UInt8(ascii: "E")] {
                tracks.markUnreadable(number)
            } else {
                tracks[number] = Tracks.Place(start: start + 1, end: end)
            }
        }
        start = end + 1
    }
    return Reading.magstripe(bytes.span, tracks: tracks, protection: protection)
}

/// What a recogniser makes of a reading, as a line that a table can hold: the values in clear.
func outcome(_ recogniser: Recogniser, _ reading: Reading) -> String {
    switch recogniser.recognise(reading) {
    case .suppressed(let evidence): "suppressed \(evidence.rawValue)"
    case .licence: "licence"
    case .unusable(let finding): finding.rawValue
    case .malformed(let fault): "malformed \(fault.rawValue)"
    case .ignored(let rule): "ignored by \(rule)"
    case .coupon(let value, let rule): "coupon \(String(value)) by \(rule)"
    case .plain(let rule): "read by \(rule)"
    case .identifier(let identifier, let rule):
        "\(identifier.kind.rawValue) \(String(identifier.value)) by \(rule)"
    case .staff(let identifier, let rule):
        "staff \(identifier.kind.rawValue) \(String(identifier.value)) by \(rule)"
    case .bearer(let identifier, let rule):
        "bearer \(identifier.kind.rawValue) \(String(identifier.value)) by \(rule)"
    case .lookUp(let spellings):
        (0..<spellings.count).reduce("look up") { line, index in
            let identifier = spellings[index]
            return line + " \(identifier.kind.rawValue) \(String(identifier.value))"
        }
    }
}

/// A recogniser with the given rules.
func recogniser(_ rules: RuleDescription...) throws -> Recogniser {
    Recogniser(rules: try RuleSet(rules))
}

/// The rules of the example in `design/settings.md`.
func exampleRules() throws -> Recogniser {
    try recogniser(
        RuleDescription(
            name: "house coupon", kinds: ["barcode"], prefix: "00499999", digits: 13,
            produces: "coupon"),
        RuleDescription(
            name: "member card", kinds: ["barcode"], prefix: "00401229", digits: 13,
            produces: "barcodeCard"),
        RuleDescription(
            name: "club stripe", kinds: ["magstripe"], prefix: "8134", length: 10, track: 2,
            produces: "magneticCard"),
        RuleDescription(
            name: "staff stripe", kinds: ["magstripe"], prefix: "8199", length: 10, track: 2,
            produces: "staff"),
        RuleDescription(
            name: "till roll", kinds: ["barcode"], mask: "Z*", symbology: "code128",
            produces: "ignore"))
}
