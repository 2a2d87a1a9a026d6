import Identity

extension Span where Element == UInt8 {
    /// Whether the last of these digits is the GS1 check digit of the others (General Specifications 7.9: from the
    /// right, the check digit excluded, weights 3, 1, 3, …). False for anything but digits.
    var endsInGS1CheckDigit: Bool {
        guard count >= 2, isAllDigits else { return false }
        var sum = 0
        var weight = 1
        for index in indices.reversed() {
            sum += Int(self[index] - 0x30) * weight
            weight = weight == 1 ? 3 : 1
        }
        return sum % 10 == 0
    }

    /// Whether the digits satisfy the Luhn formula (ISO/IEC 7812-1 annex B). False for anything but digits.
    var passesLuhn: Bool {
        guard isAllDigits else { return false }
        var sum = 0
        var doubled = false
        for index in indices.reversed() {
            let digit = Int(self[index] - 0x30)
            sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
            doubled.toggle()
        }
        return sum % 10 == 0
    }
}
