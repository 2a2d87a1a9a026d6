extension KeyTable {
    /// Slovak (QWERTZ).
    static let slovak = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxzy"
            + "+ľščťžýáíé" + "=\u{0301}úäňô§;,.-&",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXZY"
            + "1234567890" + "%\u{030C}/()\"!\u{030A}?:_*",
        altGr: [
            0x05: "{", 0x06: "&", 0x07: "Đ", 0x08: "€", 0x09: "[", 0x0A: "]", 0x0E: "ł",
            0x0F: "Ł", 0x11: "}", 0x13: "'", 0x14: "\\", 0x16: "đ", 0x19: "@", 0x1A: "|",
            0x1B: "#", 0x1D: ">", 0x1E: "~", 0x1F: DeadKey.caron.mark, 0x20: "^",
            0x21: DeadKey.breve.mark, 0x22: DeadKey.ring.mark, 0x23: DeadKey.ogonek.mark,
            0x24: "`", 0x25: DeadKey.dotAbove.mark, 0x26: DeadKey.acute.mark,
            0x27: DeadKey.doubleAcute.mark, 0x2D: DeadKey.diaeresis.mark,
            0x2E: DeadKey.cedilla.mark, 0x2F: "÷", 0x30: "×", 0x31: "¤", 0x33: "$", 0x34: "ß",
            0x36: "<", 0x37: ">", 0x38: "*", 0x64: "<",
        ])
}
