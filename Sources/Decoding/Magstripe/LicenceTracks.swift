public import Identity

/// Track 1 of a North American driving licence (AAMVA card design standard, magnetic stripe):
/// state, city, name, address.
public struct LicenceTrack1: Sendable {
    /// Two capitals.
    public let state: Bytes<2>
    /// Where the city stands in the track's data.
    public let city: Range<Int>
    /// Where the surname stands in the track's data.
    public let surname: Range<Int>
    /// Where the first given name stands in the track's data.
    public let givenName: Range<Int>

    /// Nil when the data, without sentinels, does not have this shape.
    public init?(_ data: Span<UInt8>) {
        let separator = UInt8(ascii: "^")
        let divider = UInt8(ascii: "$")
        guard data.count > 15, data[0].isASCIILetter, data[1].isASCIILetter, data[2].isASCIILetter
        else { return nil }
        // The city is closed by a separator unless it fills its 13 places.
        let cityEnd = data.extracting(2..<15).firstIndex(of: separator).map { $0 + 2 } ?? 15
        let start = cityEnd < 15 ? cityEnd + 1 : 15
        for index in 2..<cityEnd where data[index].isASCIIDigit { return nil }
        guard let end = data.firstIndex(of: separator, from: start), end - start <= 35,
            let surnameEnd = data.firstIndex(of: divider, from: start), surnameEnd < end
        else { return nil }
        let next = data.firstIndex(of: divider, from: surnameEnd + 1) ?? end
        state = Bytes(data.extracting(first: 2))
        city = 2..<cityEnd
        surname = start..<surnameEnd
        givenName = surnameEnd + 1..<min(next, end)
    }
}

/// Track 2 of a North American driving licence (AAMVA): issuer, licence number, `=`, expiry, date
/// of birth, the number's overflow. It has the shape of a bank card's track 2 as well: test for a
/// licence first.
public struct LicenceTrack2: Sendable {
    /// Six digits.
    public let issuer: Bytes<6>
    /// The licence's number as printed, as far as the stripe says it: Florida's first letter is
    /// restored.
    public let number: Bytes<18>
    public let expiry: CardExpiry
    /// Nil where the stripe names a day that does not exist. Florida writes month 99 and means the
    /// expiry's month.
    public let birthDate: CalendarDate?

    /// Nil when the data, without sentinels, does not have this shape.
    public init?(_ data: Span<UInt8>) {
        guard let separator = data.firstIndex(of: UInt8(ascii: "=")), (7...19).contains(separator),
            data.extracting(first: separator).isAllDigits,
            LicenceIssuer.isIssuer(data.extracting(first: 6))
        else { return nil }
        let dates = separator + 1
        guard dates + 12 <= data.count, data.extracting(dates..<dates + 12).isAllDigits else {
            return nil
        }
        let century = data.twoDigits(at: dates + 4)
        guard (18...20).contains(century) else { return nil }
        issuer = Bytes(data.extracting(first: 6))
        expiry = CardExpiry(
            year: data.twoDigits(at: dates), month: data.twoDigits(at: dates + 2))
        let month = data.twoDigits(at: dates + 8)
        birthDate = CalendarDate(
            year: century * 100 + data.twoDigits(at: dates + 6),
            month: month == 99 ? expiry.month : month, day: data.twoDigits(at: dates + 10))
        number = Self.number(data, upTo: separator, overflow: dates + 12)
    }

    private static func number(
        _ data: Span<UInt8>, upTo separator: Int, overflow: Int
    ) -> Bytes<18> {
        var number = Bytes<18>()
        var index = 6
        let isFlorida = data.starts(with: "636010")
        if isFlorida, separator >= 8, (1...26).contains(data.twoDigits(at: 6)) {
            number.append(0x40 + UInt8(data.twoDigits(at: 6)))
            index = 8
        }
        number.append(contentsOf: data.extracting(index..<separator))
        index = overflow
        while index < data.count, index < overflow + 5, data[index].isASCIIDigit {
            number.append(data[index])
            index += 1
        }
        return number
    }
}

/// The issuer identification numbers of driving licences.
public enum LicenceIssuer {
    /// Whether six digits are 604425 or 636xxx, AAMVA's range.
    public static func isIssuer(_ digits: Span<UInt8>) -> Bool {
        digits.count == 6 && digits.isAllDigits
            && (digits.starts(with: "636") || digits.starts(with: "604425"))
    }
}
