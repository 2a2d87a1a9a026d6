import Identity

/// The two EMVCo QR code payloads.
enum EMVPayload {
    /// Base64 of tag 85, length 5 and "CPV0": the next character depends on what follows.
    static let consumerCodeStart = "hQVDUFYwM"

    /// Consumer-presented: BER-TLV in base64, which starts with the tag 85 "CPV01". The same
    /// objects as bytes or hexadecimal count, and so does any base64 that holds a track 2
    /// equivalent (tag 57) or a card number (5A).
    static func isConsumerCode(_ text: borrowing Span<UInt8>) -> Bool {
        if text.starts(with: consumerCodeStart) || text.starts(with: "8505435056") { return true }
        if text.count >= 7, text[0] == 0x85, text[1] == 5, text.starts(with: "CPV", at: 2) {
            return true
        }
        guard text.count >= 16, !text.isAllDigits, let payload = Base64.decode(text) else {
            return false
        }
        return TLV.holdsCardData(payload.span)
    }

    /// Merchant-presented: objects of two digits of identifier and two of length, the first of them
    /// `000201`, and at least one more of those that name a merchant, a currency or the checksum
    /// (63).
    static func isMerchantCode(_ text: borrowing Span<UInt8>) -> Bool {
        guard text.starts(with: "000201"), text.count >= 20 else { return false }
        var index = 6
        while let identifier = text.twoDigits(at: index),
            let length = text.twoDigits(at: index + 2),
            length > 0, index + 4 + length <= text.count
        {
            if (2...63).contains(identifier) { return true }
            index += 4 + length
        }
        return false
    }
}

extension Span where Element == UInt8 {
    /// The number that the two digits at `index` write.
    fileprivate func twoDigits(at index: Int) -> Int? {
        guard index + 1 < count, self[index].isASCIIDigit, self[index + 1].isASCIIDigit else {
            return nil
        }
        return Int(self[index] - 0x30) * 10 + Int(self[index + 1] - 0x30)
    }
}

/// Base64 (RFC 4648), either alphabet.
enum Base64 {
    /// The decoded text, white space aside; nil if it is no base64 or too long for a payment code.
    static func decode(_ text: borrowing Span<UInt8>) -> Bytes<512>? {
        var bytes = Bytes<512>()
        var pending: UInt32 = 0
        var bits = 0
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: "=") { break }
            if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: " ")
            {
                continue
            }
            guard let value = value(of: byte) else { return nil }
            pending = pending << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
                pending &= (1 << UInt32(bits)) - 1
            }
        }
        return bytes.overflowed ? nil : bytes
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - 0x41)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - 0x61) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - 0x30) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

/// BER-TLV objects (ISO/IEC 7816-4), as far as payment codes use them.
enum TLV {
    /// Whether the objects, all well-formed, hold a track 2 equivalent (57) or a card number (5A).
    static func holdsCardData(_ bytes: borrowing Span<UInt8>) -> Bool {
        scan(bytes, depth: 0) == .cardData
    }

    private enum Finding {
        case cardData, nothing, malformed
    }

    private static func scan(_ bytes: borrowing Span<UInt8>, depth: Int) -> Finding {
        guard depth < 4 else { return .malformed }
        var index = 0
        var found = Finding.nothing
        while index < bytes.count {
            let first = bytes[index]
            index += first & 0x1F == 0x1F ? 2 : 1
            guard let length = length(bytes, at: &index), length <= bytes.count - index else {
                return .malformed
            }
            if first == 0x57 || first == 0x5A, (6...19).contains(length),
                startsWithCardNumber(bytes.extracting(index..<(index + length)))
            {
                found = .cardData
            } else if first & 0x20 != 0 {
                let inner = scan(bytes.extracting(index..<(index + length)), depth: depth + 1)
                if inner != .nothing { found = inner }
                if inner == .malformed { return .malformed }
            }
            index += length
        }
        return found
    }

    /// Whether the value starts with twelve digits, two a byte: the shortest card number.
    private static func startsWithCardNumber(_ value: borrowing Span<UInt8>) -> Bool {
        for index in 0..<6 where value[index] >> 4 > 9 || value[index] & 0x0F > 9 { return false }
        return true
    }

    private static func length(_ bytes: borrowing Span<UInt8>, at index: inout Int) -> Int? {
        guard index < bytes.count else { return nil }
        let first = bytes[index]
        index += 1
        if first < 0x80 { return Int(first) }
        guard first == 0x81, index < bytes.count else { return nil }
        index += 1
        return Int(bytes[index - 1])
    }
}
