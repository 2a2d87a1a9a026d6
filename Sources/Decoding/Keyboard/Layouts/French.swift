extension KeyTable {
    /// French (AZERTY).
    static let french = KeyTable(
        plain: "qbcdefghijkl,noparstuvzxyw"
            + "&é\"'(-è_çà" + ")=\u{0302}$*mù²;:!<",
        shift: "QBCDEFGHIJKL?NOPARSTUVZXYW"
            + "1234567890" + "°+\u{0308}£µM%␣./§>",
        altGr: [
            0x08: "€", 0x1F: DeadKey.tilde.mark, 0x20: "#", 0x21: "{", 0x22: "[", 0x23: "|",
            0x24: DeadKey.grave.mark, 0x25: "\\", 0x26: "^", 0x27: "@", 0x2D: "]", 0x2E: "}",
            0x30: "¤",
        ])
}
