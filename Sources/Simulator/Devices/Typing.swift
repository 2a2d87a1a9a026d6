/// What a reader sends for a card or label that a person typed.
public enum Typing {
    /// The drivers whose way of sending is known here; for others `hex:` says the bytes.
    public static let drivers = [
        "serial-scanner", "magellan-scanner", "ssi-scanner", "serial-swipe", "rdm6300",
        "wiegand-serial", "key-wedge",
    ]

    /// The bytes that a device of this driver sends for a typed line.
    ///
    /// - `hex:34 30 0D` is those bytes, whatever the driver.
    /// - A line scanner sends the text and CR.
    /// - A Magellan sends `S08`, a label identifier chosen by the number's length, the text and CR;
    ///   a line that already begins with `S` and two digits goes as it stands.
    /// - An SSI decoder packs it, with a code type chosen by the number's length.
    /// - An RDM6300 sends a tag's ten hexadecimal digits with their check between STX and ETX.
    /// - A Wiegand adapter sends facility code and card number, such as `123,4567`, as the 26 bits
    ///   of H10301; other lines as they stand.
    /// - A stripe reader sends `;`, the text, `?` and CR; a line with sentinels goes as it stands.
    public static func bytes(for line: String, driver: String) throws(TypingError) -> [UInt8] {
        if line.hasPrefix("hex:") { return try hex(line.dropFirst(4)) }
        let text = Array(line.utf8)
        switch driver {
        case "serial-scanner", "key-wedge": return text + [0x0D]
        case "rdm6300": return try tag(line)
        case "wiegand-serial": return Array(frame(line).utf8) + [0x0D, 0x0A]
        case "magellan-scanner": return magellan(text) + [0x0D]
        case "ssi-scanner": return try packet(text)
        case "serial-swipe": return swipe(text) + [0x0D]
        default: throw .unknownDriver(driver)
        }
    }

    /// Bytes written as pairs of hexadecimal digits, with or without blanks between them.
    public static func hex(_ text: some StringProtocol) throws(TypingError) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text where !character.isWhitespace {
            guard let digit = character.hexDigitValue, character.isASCII else {
                throw .notHex(character)
            }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        guard high == nil else { throw .halfAByte }
        return bytes
    }

    /// Datalogic's single-cable protocol: `S08`, label identifier of the USA set, data.
    private static func magellan(_ text: [UInt8]) -> [UInt8] {
        if text.count > 3, text[0] == UInt8(ascii: "S"), text[1...2].allSatisfy(isDigit) {
            return text
        }
        let identifier =
            switch (text.allSatisfy(isDigit), text.count) {
            case (true, 8): "FF"
            case (true, 12): "A"
            case (true, 13): "F"
            default: "B3"
            }
        return Array("S08\(identifier)".utf8) + text
    }

    /// SSI's DECODE_DATA: length, opcode, source, status, code type, data, and the two's complement
    /// of the sum of all these, high byte first.
    private static func packet(_ text: [UInt8]) throws(TypingError) -> [UInt8] {
        guard text.count <= 250 else { throw .tooLong(limit: 250) }
        let type: UInt8 =
            switch (text.allSatisfy(isDigit), text.count) {
            case (true, 8): 0x0A
            case (true, 12): 0x08
            case (true, 13): 0x0B
            default: 0x03
            }
        let packet = [UInt8(text.count + 5), 0xF3, 0x00, 0x00, type] + text
        let sum = packet.reduce(into: UInt16(0)) { $0 &+= UInt16($1) }
        let check = 0 &- sum
        return packet + [UInt8(check >> 8), UInt8(truncatingIfNeeded: check)]
    }

    private static func tag(_ line: String) throws(TypingError) -> [UInt8] {
        let bytes = try hex(line)
        guard bytes.count == 5 else { throw .noTag }
        let digits = (bytes + [bytes.reduce(0, ^)]).hex.filter { $0 != " " }
        return [0x02] + Array(digits.utf8) + [0x03]
    }

    /// The bits of a card of format H10301 as `0` and `1`.
    private static func frame(_ line: String) -> String {
        let parts = line.split(separator: ",")
        guard parts.count == 2, let facility = UInt8(parts[0]), let card = UInt16(parts[1]) else {
            return line
        }
        let data = (0..<24).map { (UInt32(facility) << 16 | UInt32(card)) >> (23 - $0) & 1 }
        let even = data.prefix(12).reduce(0, ^)
        let odd = 1 ^ data.suffix(12).reduce(0, ^)
        return ([even] + data + [odd]).map(String.init).joined()
    }

    private static func swipe(_ text: [UInt8]) -> [UInt8] {
        let hasSentinels = text.first.map { "%;+".utf8.contains($0) } ?? false
        return hasSentinels ? text : [UInt8(ascii: ";")] + text + [UInt8(ascii: "?")]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Why a typed line is nothing that the device could send.
public enum TypingError: Error, Equatable, CustomStringConvertible {
    case unknownDriver(String)
    case notHex(Character)
    case halfAByte
    case tooLong(limit: Int)
    /// A tag has ten hexadecimal digits.
    case noTag
    /// A keyboard has no key for it.
    case noKey
    /// Cards are laid on it, and nothing is typed.
    case isCardReader
    /// It has fewer places for cards.
    case noPlace(Int)

    public var description: String {
        switch self {
        case .unknownDriver(let driver):
            "how \(driver) sends a typed card is not known: type its bytes after hex:"
        case .notHex(let character): "“\(character)” is no hexadecimal digit"
        case .halfAByte: "a byte is two hexadecimal digits; the last one has only one"
        case .noKey: "this reader types, and has no key for one of the characters"
        case .noTag: "a tag has ten hexadecimal digits"
        case .isCardReader: "cards are laid on this reader: it takes the path of a card's script"
        case .noPlace(let number): "this reader has no place \(number) for a card"
        case .tooLong(let limit): "this reader sends at most \(limit) characters"
        }
    }
}
