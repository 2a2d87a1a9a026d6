/// A key that types nothing by itself: it puts its mark on the next letter, or stands alone before
/// a space.
enum DeadKey: UInt32, Sendable {
    // The raw value is the Unicode combining mark.
    case grave = 0x0300
    case acute = 0x0301
    case circumflex = 0x0302
    case tilde = 0x0303
    case breve = 0x0306
    case dotAbove = 0x0307
    case diaeresis = 0x0308
    case ring = 0x030A
    case doubleAcute = 0x030B
    case caron = 0x030C
    case cedilla = 0x0327
    case ogonek = 0x0328

    /// The mark as a layout's tables have it.
    var mark: Unicode.Scalar { Unicode.Scalar(rawValue) ?? KeyTable.none }

    /// What it is before a space.
    var alone: Unicode.Scalar {
        switch self {
        case .grave: "`"
        case .acute: "´"
        case .circumflex: "^"
        case .tilde: "~"
        case .breve: "˘"
        case .dotAbove: "˙"
        case .diaeresis: "¨"
        case .ring: "°"
        case .doubleAcute: "˝"
        case .caron: "ˇ"
        case .cedilla: "¸"
        case .ogonek: "˛"
        }
    }

    /// The letter with the mark on it; nil where there is no such letter.
    func on(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
        let row = rows
        let letters = row.0.unicodeScalars
        for (plain, marked) in zip(letters, row.1.unicodeScalars) where plain == letter {
            return marked
        }
        return nil
    }

    /// Letters, and the same with the mark.
    private var rows: (String, String) {
        switch self {
        case .grave: ("aeiouAEIOU", "àèìòùÀÈÌÒÙ")
        case .acute:
            ("aeiouyAEIOUYclnrszCLNRSZ", "áéíóúýÁÉÍÓÚÝćĺńŕśźĆĹŃŔŚŹ")
        case .circumflex: ("aeiouAEIOU", "âêîôûÂÊÎÔÛ")
        case .tilde: ("anoANO", "ãñõÃÑÕ")
        case .breve: ("aAgG", "ăĂğĞ")
        case .dotAbove: ("zZI", "żŻİ")
        case .diaeresis: ("aeiouyAEIOU", "äëïöüÿÄËÏÖÜ")
        case .ring: ("auAU", "åůÅŮ")
        case .doubleAcute: ("ouOU", "őűŐŰ")
        case .caron: ("cdelnrstzCDELNRSTZ", "čďěľňřšťžČĎĚĽŇŘŠŤŽ")
        case .cedilla: ("csCS", "çşÇŞ")
        case .ogonek: ("aeAE", "ąęĄĘ")
        }
    }
}
