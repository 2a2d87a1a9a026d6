import Decoding
import Identity

/// A text with `<CR>` and the like in it, as bytes.
func bytes(_ text: String) -> [UInt8] {
    var result = text
    for (name, byte) in [
        ("<CR>", "\r"), ("<LF>", "\n"), ("<TAB>", "\t"), ("<GS>", "\u{1D}"), ("<STX>", "\u{2}"),
        ("<ETX>", "\u{3}"), ("<ACK>", "\u{6}"), ("<NUL>", "\0"), ("<RS>", "\u{1E}"),
    ] {
        result = result.replacing(name, with: byte)
    }
    return Array(result.utf8)
}

/// What a function that throws faults gave: its text, or the fault.
enum Given: Equatable, CustomStringConvertible {
    case text(String)
    case nothing
    case fault(Fault)

    var description: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .nothing: "nothing"
        case .fault(let fault): "\(fault)"
        }
    }
}

func given(_ body: () throws(Fault) -> String?) -> Given {
    do throws(Fault) {
        return try body().map(Given.text) ?? .nothing
    } catch {
        return .fault(error)
    }
}

/// What a decoder gave, told shortly: a reading's text, `#` and its symbology; or a fault's word
/// after `!`.
func told(_ items: [Output.Item]) -> [String] {
    items.compactMap { item in
        switch item {
        case .reading(let reading):
            String(reading.text) + (reading.symbology.map { " #\($0.rawValue)" } ?? "")
        case .fault(let fault, _): "!\(fault.rawValue)"
        case .bytes, .usbRequest, .controlRequest: ">"
        case .state(.ready): nil
        default: "\(item)"
        }
    }
}

/// Feeds texts to a decoder, each as one read; a `Duration` between them lets time pass.
func feed(_ decoder: some Decoder, _ parts: [any Sendable]) -> [Output.Item] {
    var decoder = decoder
    var output = Output()
    var now = Instant(nanoseconds: 1_000_000)
    for part in parts {
        if let duration = part as? Duration {
            now = now + duration
            decoder.deadlinePassed(at: now, into: &output)
        } else if let text = part as? String {
            decoder.receive(bytes(text).span, on: .data, at: now, into: &output)
        } else if let transfer = part as? [UInt8] {
            decoder.receive(transfer.span, on: .data, at: now, into: &output)
        }
    }
    return output.items
}

/// Bytes from pairs of hexadecimal digits; blanks and line ends between them mean nothing.
func hex(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let digits = text.compactMap(\.hexDigitValue)
    for index in stride(from: 0, to: digits.count - 1, by: 2) {
        bytes.append(UInt8(digits[index] << 4 | digits[index + 1]))
    }
    return bytes
}

/// Bytes from hexadecimal digits with blanks between the bytes.
func fromHex(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}
