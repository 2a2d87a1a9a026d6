extension KeyTable {
    /// Polish (programmers'): US English, and Polish letters with AltGr.
    static let polish = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxyz"
            + "1234567890" + "-=[]\\;'`,./\\",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!@#$%^&*()" + "_+{}|:\"\u{0303}<>?|",
        altGr: [
            0x04: "ą", 0x06: "ć", 0x08: "ę", 0x0F: "ł", 0x11: "ń", 0x12: "ó", 0x16: "ś",
            0x18: "€", 0x1B: "ź", 0x1D: "ż",
        ],
        shiftAltGr: [
            0x04: "Ą", 0x06: "Ć", 0x08: "Ę", 0x0F: "Ł", 0x11: "Ń", 0x12: "Ó", 0x16: "Ś",
            0x1B: "Ź", 0x1D: "Ż",
        ])
}
