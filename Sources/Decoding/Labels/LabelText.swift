public import Identity

/// Makes a reading of a label's text: takes the symbology from the identifier before the data and verifies every check
/// that the symbology offers.
public struct LabelText: Sendable {
    /// Whose identifiers the labels carry.
    public let codes: CodeProfile
    /// Whether a NUL is data. On a serial line it is a character with wrong parity.
    private let carriesNull: Bool

    public init(codes: CodeProfile, carriesNull: Bool = false) {
        self.codes = codes
        self.carriesNull = carriesNull
    }

    /// The reading of `label`, or nil when it is none: a device's answer to a command, or an add-on alone.
    ///
    /// `tooLong`, `badParity` for bytes that no such label holds, `unknownLabel`, `badLength`, `badCharacter`,
    /// `badCheckDigit`, `notCanonical`, `badElementString`.
    public func reading(of label: Span<UInt8>) throws(Fault) -> Reading? {
        guard !label.isEmpty else { throw .badLength }
        // With its parity check on, the kernel hands over a character with wrong parity as NUL.
        guard carriesNull || label.firstIndex(of: Control.null) == nil else { throw .badParity }
        guard codes != .none else { return try unlabelled(label) }
        if label[0] == UInt8(ascii: "]") { return try aimReading(of: label) }
        guard let table = codes.table else { return try unlabelled(label) }
        guard let row = table.row(for: label) else { throw .unknownLabel }
        let data = label.extracting(row.identifier.count..<label.count)
        if codes.isDatalogic, row.symbology == .dataBar || row.symbology == .dataBarLimited {
            guard data.count == 16, data.starts(with: "01") else { throw .badLength }
        }
        return try reading(of: data, symbology: row.symbology, isGS1: row.isGS1)
    }

    /// The reading of data whose symbology is known, with the checks that it offers. `isChecked` says that a check
    /// character was sent along.
    public func reading(
        of data: Span<UInt8>, symbology: Symbology, isGS1: Bool = false, isChecked: Bool = false
    ) throws(Fault) -> Reading {
        guard !data.isEmpty else { throw .badLength }
        guard data.count <= Reading.capacity else { throw .tooLong }
        if symbology.isEANUPC { return try eanUPC(data, symbology) }
        try symbology.verifyCharacters(of: data)
        if isGS1 { try GS1ElementString.verify(data) }
        if isChecked { try symbology.verifyCheck(of: data) }
        let isITF14 = symbology == .interleaved2of5 && isChecked && data.count == 14
        return .barcode(data, symbology: isITF14 ? .itf14 : symbology, isGS1: isGS1)
    }

    private func unlabelled(_ text: Span<UInt8>) throws(Fault) -> Reading {
        guard text.count <= Reading.capacity else { throw .tooLong }
        guard text.isUTF8 else { throw .badParity }
        return .barcode(text)
    }

    private func aimReading(of label: Span<UInt8>) throws(Fault) -> Reading? {
        let identifier = try AIMIdentifier(label)
        let data = label.extracting(identifier.length..<label.count)
        switch identifier.meaning {
        case .reply: return nil
        case .addOn:
            guard data.isAllDigits, data.count == 2 || data.count == 5 else { throw .badLength }
            return nil
        case .symbology(let symbology) where symbology.isEANUPC:
            return try aimEANUPC(data, symbology, hasAddOn: label[2] == UInt8(ascii: "3"))
        case .symbology(.code128) where data.starts(with: "]C1"):
            // A scanner set to type the prefix into the data: the second identifier is the true one.
            let rest = data.extracting(3..<data.count)
            return try reading(of: rest, symbology: .gs1128, isGS1: true)
        case .symbology(let symbology):
            if data.isChannelEscape(at: 0) {
                guard data.count <= Reading.capacity else { throw .tooLong }
                var plain = Bytes<2048>(data)
                plain.removeExtendedChannels()
                return try reading(of: plain.span, symbology: symbology, isGS1: identifier.isGS1)
            }
            let linear = identifier.isGS1 ? data.extracting(first: Self.linearLength(data)) : data
            return try reading(
                of: linear, symbology: symbology, isGS1: identifier.isGS1,
                isChecked: identifier.isChecked)
        }
    }

    /// `]E0` and 13 digits, `]E4` and 8, `]E3` and 13 with their add-on; then perhaps `]E1` or `]E2` with an add-on,
    /// `]C0` with a coupon, or a composite's second part: those are dropped.
    private func aimEANUPC(
        _ data: Span<UInt8>, _ symbology: Symbology, hasAddOn: Bool
    ) throws(Fault) -> Reading {
        var end = Self.linearLength(data)
        if let next = data.firstIndex(of: UInt8(ascii: "]")), next < end { end = next }
        if hasAddOn {
            guard end == 15 || end == 18 else { throw .badLength }
            guard data.extracting(first: end).isAllDigits else { throw .badCharacter }
            end = 13
        }
        let digits = data.extracting(first: end)
        if symbology == .ean8 {
            guard end == 8 else { throw .badLength }
            return try eanUPC(digits, .ean8)
        }
        let number = try EANUPCNumber(aim: digits)
        return .barcode(number.digits.span, symbology: number.symbology)
    }

    private func eanUPC(_ data: Span<UInt8>, _ symbology: Symbology) throws(Fault) -> Reading {
        if symbology == .upcE {
            if codes.isDatalogic, data.count == 12 { throw .badLength }
            if codes == .metrologic, data.count == 7 { return try impliedSystem(data) }
        }
        let number = try EANUPCNumber(data, as: symbology)
        return .barcode(number.digits.span, symbology: number.symbology)
    }

    /// Metrologic's `E0` stands for UPC-E and its number system 0 at once.
    private func impliedSystem(_ data: Span<UInt8>) throws(Fault) -> Reading {
        var digits = Bytes<8>()
        digits.append(0x30)
        digits.append(contentsOf: data)
        let number = try EANUPCNumber(digits.span, as: .upcE)
        return .barcode(number.digits.span, symbology: .upcE)
    }

    /// How long a composite symbol's linear part is: up to the `|` before the second part's identifier.
    private static func linearLength(_ data: Span<UInt8>) -> Int {
        var index = 0
        while let bar = data.firstIndex(of: UInt8(ascii: "|"), from: index) {
            if data.starts(with: "]e", at: bar + 1) { return bar }
            index = bar + 1
        }
        return data.count
    }
}
