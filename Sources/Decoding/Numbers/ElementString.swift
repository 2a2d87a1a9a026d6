public import Identity

/// One element of a GS1 element string: an application identifier and its value.
public struct GS1Element: Sendable, Equatable {
    /// The identifier as a number: 1 for `01`, 8018 for `8018`.
    public let identifier: Int
    /// Where the value stands in the text.
    public let value: Range<Int>
}

/// A GS1 element string, read one element after the other (GS1 General Specifications, 7.8):
/// identifiers and values joined, with FNC1 (0x1D) after each value whose length is not predefined,
/// unless it is the last.
///
/// A leading FNC1 belongs to the symbology identifier; a superfluous one at the beginning, after a
/// value of predefined length or at the end is tolerated.
public struct GS1ElementString: Sendable {
    private var position = 0

    public init() {}

    /// The next element of `text`, checked against the identifier's format; nil at the end.
    ///
    /// `unknownLabel` for an identifier that is not assigned, `badElementString`, `badCheckDigit`.
    public mutating func next(in text: Span<UInt8>) throws(Fault) -> GS1Element? {
        if position == 0, !text.isEmpty, text[0] == Control.groupSeparator { position = 1 }
        guard position < text.count else { return nil }
        let prefix = try number(at: position, length: 2, in: text)
        let length = Self.identifierLength(prefix)
        let identifier = try number(at: position, length: length, in: text)
        guard let format = ApplicationIdentifier.format(of: identifier, length: length) else {
            throw .unknownLabel
        }
        let start = position + length
        let end: Int
        if ApplicationIdentifier.isPredefined(prefix) {
            end = start + format.digits
            guard end <= text.count else { throw .badElementString }
        } else {
            end = text.firstIndex(of: Control.groupSeparator, from: start) ?? text.count
        }
        try format.verify(text.extracting(start..<end))
        position = end
        if position < text.count, text[position] == Control.groupSeparator { position += 1 }
        return GS1Element(identifier: identifier, value: start..<end)
    }

    /// Checks every element of `text`, and which identifiers need or exclude each other. An
    /// identifier that is not assigned ends the check without a fault: newer than the table, or a
    /// company's own use of the carrier.
    public static func verify(_ text: Span<UInt8>) throws(Fault) {
        var elements = GS1ElementString()
        var seen = GS1Association()
        while true {
            do throws(Fault) {
                guard let element = try elements.next(in: text) else { break }
                try seen.add(element.identifier)
            } catch .unknownLabel {
                return
            }
        }
        guard elements.position > 0, seen.count > 0 else { throw .badElementString }
        try seen.verify()
    }

    private func number(at start: Int, length: Int, in text: Span<UInt8>) throws(Fault) -> Int {
        guard start + length <= text.count else { throw .badElementString }
        var number = 0
        for index in start..<(start + length) {
            guard text[index].isASCIIDigit else { throw .badElementString }
            number = number * 10 + Int(text[index] - 0x30)
        }
        return number
    }

    /// How many digits an identifier has, by its first two.
    private static func identifierLength(_ prefix: Int) -> Int {
        switch prefix {
        case 31...36, 39, 43, 70, 72, 80...82: 4
        case 23...25, 40...42, 71: 3
        default: 2
        }
    }
}

extension ApplicationIdentifier {
    /// Checks a value: its length, its characters and its check digit.
    func verify(_ value: Span<UInt8>) throws(Fault) {
        guard value.count >= digits + least, value.count <= digits + most,
            (value.count - digits) % step == 0
        else {
            throw .badElementString
        }
        for index in value.indices {
            let byte = value[index]
            guard index < digits ? byte.isASCIIDigit : tail.allows(byte) else {
                throw .badElementString
            }
        }
        guard !isChecked || CheckDigit.isValidGS1(value.extracting(first: digits)) else {
            throw .badCheckDigit
        }
    }
}

/// Which identifiers stand in one element string or Digital Link, where some need or exclude
/// another (GS1 General Specifications, 4.13 and 4.14).
struct GS1Association {
    private(set) var count = 0
    private var provider = false
    private var recipient = false
    private var serviceInstance = false
    private var coupon = false
    private var points = false
    private var payment = false
    private var invoicing = false

    /// Notes an identifier; a service relation number may not come twice.
    mutating func add(_ identifier: Int) throws(Fault) {
        count += 1
        switch identifier {
        case 255: coupon = true
        case 415: invoicing = true
        case 8017:
            guard !provider else { throw .badElementString }
            provider = true
        case 8018:
            guard !recipient else { throw .badElementString }
            recipient = true
        case 8019: serviceInstance = true
        case 8020: payment = true
        case 8111: points = true
        default: break
        }
    }

    func verify() throws(Fault) {
        guard !(provider && recipient), !serviceInstance || provider || recipient,
            !points || coupon, !payment || invoicing
        else { throw .badElementString }
    }
}
