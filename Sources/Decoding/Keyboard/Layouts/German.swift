extension KeyTable {
    /// German.
    static let german = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxzy"
            + "1234567890" + "ß\u{0301}ü+#öä\u{0302},.-<",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXZY"
            + "!\"§$%&/()=" + "?\u{0300}Ü*'ÖÄ°;:_>",
        altGr: [
            0x08: "€", 0x10: "µ", 0x14: "@", 0x1F: "²", 0x20: "³", 0x24: "{", 0x25: "[",
            0x26: "]", 0x27: "}", 0x2D: "\\", 0x30: "~", 0x64: "|",
        ])
}
