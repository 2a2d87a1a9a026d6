import Identity
import Transport

/// Readers that type what they have read.
extension USBModel {
    public static let keyboardScanner = keyboard(
        "keyboard-reader", "barcode scanner in keyboard mode", vendor: 0x05E0, product: 0x1200,
        "Keyboard Scanner")

    /// Its text has sentinels and is ended by Enter.
    public static let keyboardSwipe = keyboard(
        "keyboard-reader-swipe", "magnetic-stripe reader in keyboard mode", vendor: 0x0801,
        product: 0x0001, "Keyboard Swipe Reader")

    public static let rfidKeyboard = keyboard(
        "keyboard-reader-rfid", "125 kHz reader that types the card's number", vendor: 0x08FF,
        product: 0x0009, "RFID Reader")

    private static func keyboard(
        _ name: String, _ summary: String, vendor: UInt16, product: UInt16, _ title: String
    ) -> USBModel {
        USBModel(
            name: name, summary: summary, driver: "keyboard-reader", vendorID: vendor,
            productID: product, manufacturer: "Virtual", product: title, speed: .low,
            interfaces: [.hid(bootKeyboard, packet: 8, isBoot: true)],
            typed: { line throws(TypingError) in
                if line.hasPrefix("hex:") { return [try Typing.hex(line.dropFirst(4))] }
                return try KeyPress.reports(of: line)
            })
    }

    /// The example of HID 1.11, appendix E.6.
    static let bootKeyboard: [HIDItem] = [
        .page(0x01),
        .application(
            0x06,
            [
                .page(0x07), .usageRange(0xE0, 0xE7), .range(0, 1), .size(bits: 1, count: 8),
                .input(.variable), .size(bits: 8, count: 1), .input(.constant),
                .size(bits: 1, count: 5), .page(0x08), .usageRange(1, 5), .range(0, 1),
                .output(.variable), .size(bits: 3, count: 1), .output(.constant), .page(0x07),
                .range(0, 0x65), .usageRange(0, 0x65), .size(bits: 8, count: 6), .input(.array),
            ]),
    ]
}

/// A key of a keyboard set to the layout of the United States.
private struct KeyPress {
    var usage: UInt8
    var isShifted = false

    /// Each key pressed and let go, then Enter.
    static func reports(of line: String) throws(TypingError) -> [[UInt8]] {
        var keys: [KeyPress] = []
        for byte in line.utf8 {
            guard let key = KeyPress(byte) else { throw .noKey }
            keys.append(key)
        }
        keys.append(KeyPress(usage: 0x28))
        return keys.flatMap { key in
            [
                [key.isShifted ? 0x02 : 0, 0, key.usage, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 0],
            ]
        }
    }

    init(usage: UInt8, isShifted: Bool = false) {
        self.usage = usage
        self.isShifted = isShifted
    }

    /// Nil for a character that the layout has no key for.
    init?(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self.init(usage: byte - 0x61 + 0x04)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            self.init(usage: byte - 0x41 + 0x04, isShifted: true)
        default:
            guard byte > 0 else { return nil }
            if let place = Self.plain.firstIndex(of: byte) {
                self.init(usage: 0x1E + UInt8(place))
            } else if let place = Self.shifted.firstIndex(of: byte) {
                self.init(usage: 0x1E + UInt8(place), isShifted: true)
            } else {
                return nil
            }
        }
    }

    /// From usage 1E on; keys that send no character of their own stand as a NUL.
    private static let plain = Array("1234567890\0\0\0\0 -=[]\\\0;'`,./".utf8)
    private static let shifted = Array("!@#$%^&*()\0\0\0\0\0_+{}|\0:\"~<>?".utf8)
}
