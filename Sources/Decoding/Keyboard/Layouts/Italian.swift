extension KeyTable {
    /// Italian.
    static let italian = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxyz"
            + "1234567890" + "'ìè+ùòà\\,.-<",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!\"£$%&/()=" + "?^é*§ç°|;:_>",
        altGr: [
            0x08: "€", 0x22: "€", 0x2F: "[", 0x30: "]", 0x33: "@", 0x34: "#",
        ],
        shiftAltGr: [
            0x2F: "{", 0x30: "}",
        ])
}
