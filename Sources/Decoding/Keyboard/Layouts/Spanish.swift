extension KeyTable {
    /// Spanish.
    static let spanish = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxyz"
            + "1234567890" + "'¡\u{0300}+çñ\u{0301}º,.-<",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!\"·$%&/()=" + "?¿\u{0302}*ÇÑ\u{0308}ª;:_>",
        altGr: [
            0x08: "€", 0x1E: "|", 0x1F: "@", 0x20: "#", 0x21: DeadKey.tilde.mark, 0x22: "€",
            0x23: "¬", 0x2F: "[", 0x30: "]", 0x31: "}", 0x34: "{", 0x35: "\\",
        ])
}
