import Decoding
import Identity
import Recognition

/// A decoder's item as a line of a capture's `.expected` file.
///
/// What could be a payment card or a licence shows its lengths only: no file of the project repeats such a number.
enum ExpectedLine {
    static func text(_ item: DecoderOutput.Item) -> String {
        switch item {
        case .reading(let reading): self.reading(reading)
        case .fault(let fault): "fault \(fault.rawValue)"
        case .command(let bytes): "> \(bytes.hex)"
        case .hidCommand(.output(let id, let bytes)): "> output \([id].hex): \(bytes.hex)"
        case .hidCommand(.feature(let id, let bytes)): "> feature \([id].hex): \(bytes.hex)"
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
