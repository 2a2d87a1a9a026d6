public import Identity

/// The full printed number of an EAN or UPC symbol, with its verified check digit.
///
/// That is what a labelled reading's text holds: 12 digits for UPC-A and UPC-E (which is expanded),
/// 13 for EAN-13 and for a symbol whose make is not known, 8 for EAN-8. An add-on of two or five
/// digits is removed.
public struct EANUPCNumber: Sendable {
    public let symbology: Symbology
    public let digits: Bytes<13>

    /// The number in a label's data. `eanUPC` says that the device's table has one identifier for
    /// all makes: the length then decides.
    ///
    /// A device may be set to send no check digits; `setting` says so. Where it does not, the
    /// length shows it, because the lengths with a check digit differ from those without.
    ///
    /// `badCharacter`, `badLength`, `badCheckDigit`, or `notCanonical` for a UPC-E.
    public init(
        _ data: Span<UInt8>, as symbology: Symbology, checkDigit setting: CheckDigitSetting? = nil
    ) throws(Fault) {
        guard data.isAllDigits else { throw .badCharacter }
        if setting != .sent,
            let length = Self.checkless(symbology, data.count, isSet: setting == .dropped)
        {
            self.init(checkless: data.extracting(first: length), as: symbology)
            return
        }
        switch symbology {
        case .upcA: try self.init(checked: data.extracting(first: Self.upcALength(data)), as: .upcA)
        case .ean13: try self.init(checked: data.extracting(first: Self.main(data, 13)), as: .ean13)
        case .ean8: try self.init(checked: data.extracting(first: Self.main(data, 8)), as: .ean8)
        case .upcE where data.count == 12:
            try self.init(checked: data, as: .upcE)
        case .upcE where setting == .dropped && (data.count == 6 || data.count == 7):
            // Number system, where it is sent, and six digits.
            let system = data.count == 7 ? data[0] : 0x30
            let digits = data.extracting(data.count - 6..<data.count)
            let number = try UPCE.upcA(system: system, digits: digits)
            self.init(unchecked: number.span, as: .upcE)
        case .upcE: try self.init(upcE: data.extracting(first: Self.main(data, 8)))
        default: try self.init(ofAnyMake: data, setting)
        }
    }

    /// How many digits of a label of this length are its number without check digit; nil where such
    /// a label has its check digit. Where settings say that there are none, an add-on of two or
    /// five digits may follow, and a UPC-E may have been expanded.
    private static func checkless(
        _ symbology: Symbology, _ count: Int, isSet: Bool
    ) -> Int? {
        let length: Int? =
            switch symbology {
            case .upcA: 11
            case .ean13: 12
            case .ean8: 7
            default: nil
            }
        guard let length else { return isSet && symbology == .upcE && count == 11 ? 11 : nil }
        return count == length || isSet && [2, 5].contains(count - length) ? length : nil
    }

    /// The number after the identifier `]E0`: 13 digits whatever the make. Magellan scanners send a
    /// UPC-E filled with zeros instead of expanded, which does not check as 13 digits.
    ///
    /// Twelve digits are a UPC-A that its scanner did not fill up, or an EAN-13 without its check
    /// digit: unless `setting` decides, what both may be is kept as sent.
    init(aim data: Span<UInt8>, checkDigit setting: CheckDigitSetting? = nil) throws(Fault) {
        guard data.count == 12 || data.count == 13 else { throw .badLength }
        guard data.isAllDigits else { throw .badCharacter }
        if data.count == 12 {
            let isChecked = CheckDigit.isValidGS1(data)
            switch setting {
            case .sent where isChecked: self.init(unchecked: data, as: .upcA)
            case .sent: throw .badCheckDigit
            case nil where isChecked: self.init(unchecked: data, as: .eanUPC)
            case nil, .dropped: self.init(checkless: data, as: .eanUPC)
            }
            return
        }
        if CheckDigit.isValidGS1(data) {
            self.init(unchecked: data, as: .eanUPC)
            return
        }
        guard Self.zeros(data) >= 6 else { throw .badCheckDigit }
        if let number = Self.unexpandedUPCE(data) {
            self.init(unchecked: number.span, as: .upcE)
        } else {
            throw .badCheckDigit
        }
    }

    private init(unchecked number: Span<UInt8>, as symbology: Symbology) {
        self.symbology = symbology
        digits = Bytes(number)
    }

    /// A number without its check digit, which is added.
    private init(checkless data: Span<UInt8>, as symbology: Symbology) {
        var number = Bytes<13>(data)
        if let check = CheckDigit.gs1(after: data) { number.append(check) }
        self.init(unchecked: number.span, as: symbology)
    }

    private init(checked number: Span<UInt8>, as symbology: Symbology) throws(Fault) {
        guard !number.isEmpty else { throw .badLength }
        guard CheckDigit.isValidGS1(number) else { throw .badCheckDigit }
        self.init(unchecked: number, as: symbology)
    }

    private init(upcE number: Span<UInt8>) throws(Fault) {
        let expanded = try UPCE.upcA(from: number)
        self.init(unchecked: expanded.span, as: .upcE)
    }

    /// Eight digits are EAN-8 unless only the UPC-E reading of them checks. Twelve are a UPC-A, or
    /// an EAN-13 without its check digit where the setting says so.
    private init(ofAnyMake data: Span<UInt8>, _ setting: CheckDigitSetting?) throws(Fault) {
        switch data.count {
        case 7 where setting == .dropped: self.init(checkless: data, as: .ean8)
        case 11 where setting == .dropped: self.init(checkless: data, as: .upcA)
        case 12 where setting == .dropped: self.init(checkless: data, as: .eanUPC)
        case 12, 14, 17: try self.init(checked: data.extracting(first: 12), as: .upcA)
        case 13, 15, 18: try self.init(checked: data.extracting(first: 13), as: .eanUPC)
        case 8, 10:
            let number = data.extracting(first: 8)
            if CheckDigit.isValidGS1(number) {
                self.init(unchecked: number, as: .ean8)
            } else if let expanded = try? UPCE.upcA(from: number) {
                self.init(unchecked: expanded.span, as: .upcE)
            } else {
                throw .badCheckDigit
            }
        default: throw .badLength
        }
    }

    /// `length` where the data is that long, or that and an add-on; else 0, which no number is.
    private static func main(_ data: Span<UInt8>, _ length: Int) -> Int {
        data.count == length || data.count == length + 2 || data.count == length + 5 ? length : 0
    }

    /// UPC-A may also carry a coupon's Code 128, which begins with 8100, 8101 or 8102.
    private static func upcALength(_ data: Span<UInt8>) -> Int {
        let hasCoupon =
            data.count >= 18 && data.starts(with: "810", at: 12) && data[15] <= 0x32
        return hasCoupon ? 12 : main(data, 12)
    }

    private static func zeros(_ data: Span<UInt8>) -> Int {
        var count = 0
        while count < data.count, data[count] == 0x30 { count += 1 }
        return count
    }

    /// The UPC-A number of 13 digits that are a UPC-E filled up with zeros: with its check digit
    /// after six zeros (number system 0 being the last of them), or without one after seven.
    private static func unexpandedUPCE(_ data: Span<UInt8>) -> Bytes<12>? {
        if let number = try? UPCE.upcA(from: data.extracting(5..<13)) { return number }
        guard data[6] == 0x30 else { return nil }
        return try? UPCE.upcA(system: 0x30, digits: data.extracting(7..<13))
    }
}
