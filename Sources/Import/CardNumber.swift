import Directory
import Identity

/// The 13 digits by which the directory knows a UPC or EAN number: without check digit, zero-filled
/// on the left.
enum CardNumber {
    enum Fault: Error {
        case wrongLength
        case wrongCheckDigit
    }

    /// The 13 digits of a number that is all digits.
    static func thirteen(
        _ digits: borrowing Span<UInt8>, hasCheckDigit: Bool
    ) -> Result<Bytes<13>, Fault> {
        var start = 0
        while start < digits.count, digits[start] == 0x30 { start += 1 }
        guard start < digits.count, digits.count - start <= 13 else {
            return .failure(.wrongLength)
        }
        if hasCheckDigit, !endsInCheckDigit(digits) { return .failure(.wrongCheckDigit) }
        let end = hasCheckDigit ? digits.count - 1 : digits.count
        guard start < end else { return .failure(.wrongLength) }
        var number = Bytes<13>()
        for _ in 0..<(13 - (end - start)) { number.append(0x30) }
        number.append(contentsOf: digits.extracting(start..<end))
        return .success(number)
    }

    /// Whether the last digit is the check digit of those before it (GS1 General Specifications
    /// 7.9: weights 3 and 1 from the right).
    static func endsInCheckDigit(_ digits: borrowing Span<UInt8>) -> Bool {
        var number: Int64 = 0
        for index in digits.indices { number = number * 10 + Int64(digits[index] - 0x30) }
        return CardSpelling.checkDigit(of: number / 10) == number % 10
    }
}
