import Decoding
import Identity
import Recognition

/// A decoder's item as a line of a capture's `.expected` file.
///
/// What could be a payment card or a licence shows its lengths only: no file of the project repeats
/// such a number.
enum ExpectedLine {
    /// - Parameter kind: What the driver reads; a fault of something else says of what.
    static func text(_ item: Output.Item, kind: ReadingKind) -> String {
        switch item {
        case .reading(let reading): self.reading(reading)
        case .removed(let kind, let text):
            "removed \(kind.rawValue) \(text.count) bytes, ending in \(String(decoding: text.suffix(4), as: UTF8.self))"
        case .noNumber(let reason): "noNumber \(reason.rawValue)"
        case .fault(let fault, kind): "fault \(fault.rawValue)"
        case .fault(let fault, let other): "fault \(fault.rawValue) of \(other.rawValue)"
        case .state(.ready): "ready"
        case .state(.stale(let why)): "stale: \(why)"
        case .bytes(let bytes): "> \(bytes.hex)"
        case .usbRequest(.output(let id, let bytes)): "> output \([id].hex): \(bytes.hex)"
        case .usbRequest(.feature(let id, let bytes)): "> feature \([id].hex): \(bytes.hex)"
        case .controlRequest(let request): "> control \(request.bytesOnTheWire.hex)"
        case .line(let line): "line \(line.baud) \(line.framing)"
        case .breakCondition: "break"
        case .reopen(let why): "reopen: \(why)"
        case .resetPort(let why): "reset: \(why)"
        }
    }

    private static func reading(_ reading: Reading) -> String {
        var words = [reading.kind.rawValue]
        if let symbology = reading.symbology { words.append(symbology.rawValue) }
        if reading.isGS1 { words.append("gs1") }
        for number in 1...3 {
            guard let place = reading.tracks[number] else { continue }
            words.append("track\(number) \(place.end - place.start)")
        }
        for number in 1...3
        where reading.tracks.unreadable.contains(Tracks.Set3(rawValue: 1 << UInt8(number - 1))) {
            words.append("track\(number) unreadable")
        }
        if reading.protection.contains(.encrypted) { words.append("encrypted") }
        if reading.protection.contains(.masked) { words.append("masked") }
        if let part = reading.card.part { words.append(part.rawValue) }
        if let finding = reading.card.finding { words.append(finding.rawValue) }
        words.append("\(reading.text.count) bytes")
        words.append(
            PaymentCardGuard().judge(reading) == .clear ? quoted(reading.text) : "withheld")
        return words.joined(separator: " ")
    }

    private static func quoted(_ text: Bytes<2048>) -> String {
        var result = "\""
        for scalar in String(text).unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "<\([UInt8(scalar.value)].hex)>"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
