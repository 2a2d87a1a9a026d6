extension KeyTable {
    /// Turkish (Q).
    static let turkish = KeyTable(
        plain: "abcdefghıjklmnopqrstuvwxyz"
            + "1234567890" + "*-ğü,şi\"öç.<",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!'\u{0302}+%&/()=" + "?_ĞÜ;ŞİéÖÇ:>",
        altGr: [
            0x04: "æ", 0x08: "€", 0x0C: "i", 0x14: "@", 0x16: "ß", 0x17: "₺", 0x1E: ">",
            0x1F: "£", 0x20: "#", 0x21: "$", 0x22: "½", 0x24: "{", 0x25: "[", 0x26: "]",
            0x27: "}", 0x2D: "\\", 0x2E: "|", 0x2F: DeadKey.diaeresis.mark,
            0x30: DeadKey.tilde.mark, 0x31: DeadKey.grave.mark, 0x33: DeadKey.acute.mark,
            0x35: "<", 0x64: "|",
        ])
}
