extension KeyTable {
    /// British English.
    static let uk = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxyz"
            + "1234567890" + "-=[]#;'`,./\\",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!\"£$%^&*()" + "_+{}~:@¬<>?|",
        altGr: [
            0x04: "á", 0x08: "é", 0x0C: "í", 0x12: "ó", 0x18: "ú", 0x21: "€", 0x35: "¦",
        ],
        shiftAltGr: [
            0x04: "Á", 0x08: "É", 0x0C: "Í", 0x12: "Ó", 0x18: "Ú",
        ])
}
