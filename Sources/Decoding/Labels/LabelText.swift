public import Identity

/// Makes a reading of a label's text: takes the symbology from the identifier before the data and
/// verifies every check that the symbology offers.
public struct LabelText: Sendable {
    /// Whose identifiers the labels carry.
    public let codes: CodeProfile
    /// Whether a NUL is data. On a serial line it is a character with wrong parity.
    private let carriesNull: Bool
    private let options: LabelOptions

    public init(
        codes: CodeProfile, carriesNull: Bool = false, options: LabelOptions = LabelOptions()
    ) {
        self.codes = codes
        self.carriesNull = carriesNull
        self.options = options
    }

    /// Emits the reading of `label`; none for a device's answer to a command, or an add-on alone.
    ///
    /// `tooLong`, `badParity` for bytes that no such label holds, `unknownLabel`, `badLength`,
    /// `badCharacter`, `badCheckDigit`, `notCanonical`, `badElementString`.
    public func read(_ label: Span<UInt8>, into output: inout Output) throws(Fault) {
        guard !label.isEmpty else { throw .badLength }
        // With its parity check on, the kernel hands over a character with wrong parity as NUL.
        guard carriesNull || label.firstIndex(of: Control.null) == nil else { throw .badParity }
        guard codes != .none else { return try readUnlabelled(label, into: &output) }
        if label[0] == UInt8(ascii: "]") { return try readAIM(label, into: &output) }
        guard let table = codes.table else { return try readUnlabelled(label, into: &output) }
        guard let row = table.row(for: label) else { throw .unknownLabel }
        let data = label.extracting(row.identifier.count..<label.count)
        if codes.isDatalogic, row.symbology == .dataBar || row.symbology == .dataBarLimited {
            guard data.count == 16, data.starts(with: "01") else { throw .badLength }
        }
        try read(data, symbology: row.symbology, isGS1: row.isGS1, into: &output)
    }

    /// Emits the reading of data whose symbology is known, after the checks that it offers.
    /// `isChecked` says that a check character was sent along.
    public func read(
        _ data: Span<UInt8>, symbology: Symbology, isGS1: Bool = false, isChecked: Bool = false,
        into output: inout Output
    ) throws(Fault) {
        guard !data.isEmpty else { throw .badLength }
        guard data.count <= Reading.capacity else { throw .tooLong }
        if symbology.isEANUPC { return try readEANUPC(data, symbology, into: &output) }
        if isGS1, !options.separator.isEmpty {
            let separated = options.separated(data)
            return try readCode(
                separated.span, symbology, isGS1: true, isChecked: isChecked, into: &output)
        }
        try readCode(data, symbology, isGS1: isGS1, isChecked: isChecked, into: &output)
    }

    private func readCode(
        _ data: Span<UInt8>, _ symbology: Symbology, isGS1: Bool, isChecked: Bool,
        into output: inout Output
    ) throws(Fault) {
        try symbology.verifyCharacters(of: data)
        if isGS1 { try GS1ElementString.verify(data) }
        if isChecked { try symbology.verifyCheck(of: data) }
        let isITF14 = symbology == .interleaved2of5 && isChecked && data.count == 14
        output.emitBarcode(
            data.extracting(options.body(of: data, symbology)),
            symbology: isITF14 ? .itf14 : symbology, isGS1: isGS1)
    }

    private func readUnlabelled(
        _ text: Span<UInt8>, into output: inout Output
    ) throws(Fault) {
        guard text.count <= Reading.capacity else { throw .tooLong }
        if !options.separator.isEmpty {
            // Without a symbology only the elements show that it is a stand-in.
            let separated = options.separated(text)
            if !separated.span.equals(text), separated.span.isElementString {
                return emitUnlabelled(separated.span, into: &output)
            }
        }
        guard text.isChannelEscape(at: 0) else {
            guard text.isUTF8 else { throw .badParity }
            return emitUnlabelled(text, into: &output)
        }
        var plain = Bytes<2048>(text)
        plain.removeExtendedChannels()
        guard !plain.isEmpty else { throw .badLength }
        guard plain.span.isUTF8 else { throw .badParity }
        emitUnlabelled(plain.span, into: &output)
    }

    private func emitUnlabelled(_ text: Span<UInt8>, into output: inout Output) {
        output.emitBarcode(text.extracting(options.body(of: text, nil)))
    }

    private func readAIM(_ label: Span<UInt8>, into output: inout Output) throws(Fault) {
        let identifier = try AIMIdentifier(label)
        let data = label.extracting(identifier.length..<label.count)
        switch identifier.meaning {
        case .reply: return
        case .addOn:
            guard data.isAllDigits, data.count == 2 || data.count == 5 else { throw .badLength }
        case .symbology(let symbology) where symbology.isEANUPC:
            let hasAddOn = label[2] == UInt8(ascii: "3")
            try readAIMEANUPC(data, symbology, hasAddOn: hasAddOn, into: &output)
        case .symbology(.code128) where data.starts(with: "]C1"):
            // A scanner set to type the prefix into the data: the second identifier is the true
            // one.
            let rest = data.extracting(3..<data.count)
            try read(rest, symbology: .gs1128, isGS1: true, into: &output)
        case .symbology(let symbology) where data.isChannelEscape(at: 0):
            guard data.count <= Reading.capacity else { throw .tooLong }
            var plain = Bytes<2048>(data)
            plain.removeExtendedChannels()
            try read(plain.span, symbology: symbology, isGS1: identifier.isGS1, into: &output)
        case .symbology(let symbology):
            let end = identifier.isGS1 ? Self.linearLength(data) : data.count
            try read(
                data.extracting(first: end), symbology: symbology, isGS1: identifier.isGS1,
                isChecked: identifier.isChecked, into: &output)
        }
    }

    /// `]E0` and 13 digits, `]E4` and 8, `]E3` and 13 with their add-on; then perhaps `]E1` or
    /// `]E2` with an add-on, `]C0` with a coupon, or a composite's second part: those are dropped.
    private func readAIMEANUPC(
        _ data: Span<UInt8>, _ symbology: Symbology, hasAddOn: Bool,
        into output: inout Output
    ) throws(Fault) {
        var end = Self.linearLength(data)
        if let next = data.firstIndex(of: UInt8(ascii: "]")), next < end { end = next }
        if hasAddOn {
            let isCheckless = options.checkDigit == .dropped && (end == 14 || end == 17)
            guard end == 15 || end == 18 || isCheckless else { throw .badLength }
            guard data.extracting(first: end).isAllDigits else { throw .badCharacter }
            if isCheckless {
                let number = data.extracting(first: 12)
                return emit(
                    try EANUPCNumber(number, as: .ean13, checkDigit: .dropped), into: &output)
            }
            end = 13
        }
        let digits = data.extracting(first: end)
        if symbology == .ean8 {
            guard end == 8 || end == 7 && options.checkDigit == .dropped else {
                throw .badLength
            }
            return try readEANUPC(digits, .ean8, into: &output)
        }
        emit(try EANUPCNumber(aim: digits, checkDigit: options.checkDigit), into: &output)
    }

    private func readEANUPC(
        _ data: Span<UInt8>, _ symbology: Symbology, into output: inout Output
    ) throws(Fault) {
        if symbology == .upcE {
            if codes.isDatalogic, data.count == 12 { throw .badLength }
            if codes == .metrologic, data.count == 7 {
                // Metrologic's `E0` stands for UPC-E and its number system 0 at once.
                var digits = Bytes<8>()
                digits.append(0x30)
                digits.append(contentsOf: data)
                return emit(try EANUPCNumber(digits.span, as: .upcE), into: &output)
            }
        }
        emit(
            try EANUPCNumber(data, as: symbology, checkDigit: options.checkDigit), into: &output)
    }

    private func emit(_ number: EANUPCNumber, into output: inout Output) {
        output.emitBarcode(number.digits.span, symbology: number.symbology)
    }

    /// How long a composite symbol's linear part is: up to the `|` before the second part's
    /// identifier.
    private static func linearLength(_ data: Span<UInt8>) -> Int {
        var index = 0
        while let bar = data.firstIndex(of: UInt8(ascii: "|"), from: index) {
            if data.starts(with: "]e", at: bar + 1) { return bar }
            index = bar + 1
        }
        return data.count
    }
}
