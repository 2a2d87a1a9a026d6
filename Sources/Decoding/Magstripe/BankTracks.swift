public import Identity

/// The month a card ends, as its stripe says it: not always a month that exists.
public struct CardExpiry: Sendable, Equatable {
    /// 0 to 99, without century.
    public let year: Int
    /// 0 to 99.
    public let month: Int

    /// Whether the month is one of the twelve.
    public var isMonth: Bool { (1...12).contains(month) }
}

/// Track 1 in the format of financial cards (ISO/IEC 7813, 6): format code, account number, `^`,
/// name, `^`, expiry, service code, discretionary data.
public struct BankTrack1: Sendable {
    /// `B` for a bank's card; other letters are the issuer's own.
    public let formatCode: UInt8
    /// 1 to 19 digits, without the spaces that old cards have between them.
    public let accountNumber: Bytes<19>
    /// Where the name stands in the track's data.
    public let name: Range<Int>
    /// Nil where a separator replaces it, or where no four digits stand.
    public let expiry: CardExpiry?
    /// Nil where a separator replaces it, or where no three digits stand.
    public let serviceCode: Bytes<3>?
    /// Where the rest stands in the track's data.
    public let discretionary: Range<Int>

    /// Nil when the data, without sentinels, does not have this shape.
    public init?(_ data: Span<UInt8>) {
        let separator = UInt8(ascii: "^")
        guard let code = data.first, code.isASCIILetter,
            let end = data.firstIndex(of: separator, from: 1),
            let number = Bytes(accountNumberIn: data.extracting(1..<end))
        else { return nil }
        // A three-digit country code follows a number that begins with 59.
        let start = end + (number.span.starts(with: "59") ? 4 : 1)
        guard let nameEnd = data.firstIndex(of: separator, from: start) else { return nil }
        let tail = CardTail(data, from: nameEnd + 1, separator: separator)
        formatCode = code
        accountNumber = number
        name = start..<nameEnd
        expiry = tail.expiry
        serviceCode = tail.serviceCode
        discretionary = tail.rest
    }
}

/// Track 2 in the format of financial cards (ISO/IEC 7813, 7): account number, `=`, expiry, service
/// code, discretionary data.
public struct BankTrack2: Sendable {
    /// 1 to 19 digits.
    public let accountNumber: Bytes<19>
    /// Nil where a separator replaces it, or where no four digits stand.
    public let expiry: CardExpiry?
    /// Nil where a separator replaces it, or where no three digits stand.
    public let serviceCode: Bytes<3>?
    /// Where the rest stands in the track's data.
    public let discretionary: Range<Int>

    /// Nil when the data, without sentinels, does not have this shape.
    public init?(_ data: Span<UInt8>) {
        let separator = UInt8(ascii: "=")
        guard let end = data.firstIndex(of: separator),
            let number = Bytes(accountNumberIn: data.extracting(0..<end))
        else { return nil }
        let start = end + (number.span.starts(with: "59") ? 4 : 1)
        let tail = CardTail(data, from: min(start, data.count), separator: separator)
        accountNumber = number
        expiry = tail.expiry
        serviceCode = tail.serviceCode
        discretionary = tail.rest
    }
}

/// What both tracks end with: expiry, service code and the rest; a separator stands for a missing
/// one.
private struct CardTail {
    let expiry: CardExpiry?
    let serviceCode: Bytes<3>?
    let rest: Range<Int>

    init(_ data: Span<UInt8>, from start: Int, separator: UInt8) {
        var index = start
        let date = Self.digits(data, &index, count: 4, separator)
        let code = Self.digits(data, &index, count: 3, separator)
        expiry = date.map { range in
            CardExpiry(
                year: data.twoDigits(at: range.lowerBound),
                month: data.twoDigits(at: range.lowerBound + 2))
        }
        serviceCode = code.map { Bytes(data.extracting($0)) }
        rest = index..<data.count
    }

    private static func digits(
        _ data: Span<UInt8>, _ index: inout Int, count: Int, _ separator: UInt8
    ) -> Range<Int>? {
        let start = index
        if start < data.count, data[start] == separator {
            index += 1
            return nil
        }
        guard start + count <= data.count, data.extracting(start..<start + count).isAllDigits else {
            return nil
        }
        index += count
        return start..<index
    }
}

extension Bytes where capacity == 19 {
    /// The digits of an account number; nil unless there are 1 to 19, with nothing but spaces
    /// between.
    fileprivate init?(accountNumberIn text: Span<UInt8>) {
        self.init()
        for index in text.indices where text[index] != UInt8(ascii: " ") {
            guard text[index].isASCIIDigit else { return nil }
            append(text[index])
        }
        guard !isEmpty, !overflowed else { return nil }
    }
}

extension Span where Element == UInt8 {
    /// The first byte; nil when there is none.
    var first: UInt8? { isEmpty ? nil : self[0] }
    /// The last byte; nil when there is none.
    var last: UInt8? { isEmpty ? nil : self[count - 1] }

    /// The number that the two digits at `index` make.
    func twoDigits(at index: Int) -> Int {
        Int(self[index] - 0x30) * 10 + Int(self[index + 1] - 0x30)
    }
}
