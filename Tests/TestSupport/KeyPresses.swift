/// Reports of a boot keyboard that types a text on a US layout: each key pressed, then let go.
public enum KeyPresses {
    /// The report descriptor of such a keyboard, in hexadecimal (HID 1.11, appendix B.1, without
    /// its lights).
    public static let descriptor: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25,
        0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x03, 0x95, 0x06,
        0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
    ]

    private static let released = [UInt8](repeating: 0, count: 8)
    private static let presses: [Character: [UInt8]] = {
        var presses: [Character: [UInt8]] = [:]
        let plain = [
            (0x04, "abcdefghijklmnopqrstuvwxyz1234567890\n"), (0x2B, "\t -=[]\\"), (0x33, ";'`,./"),
        ]
        let shifted = [
            (0x04, "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()"), (0x2D, "_+{}|"), (0x33, ":\"~<>?"),
        ]
        for (modifiers, rows) in [(UInt8(0x00), plain), (0x02, shifted)] {
            for (first, characters) in rows {
                for (offset, character) in characters.enumerated() {
                    presses[character] = [modifiers, 0, UInt8(first + offset), 0, 0, 0, 0, 0]
                }
            }
        }
        return presses
    }()

    /// Whether the keyboard has a key for each character.
    public static func canType(_ text: String) -> Bool { text.allSatisfy { presses[$0] != nil } }

    public static func us(_ text: String) -> [[UInt8]] {
        text.flatMap { [presses[$0] ?? [], released] }
    }
}
