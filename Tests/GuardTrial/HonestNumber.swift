import Decoding
import Identity
import TestSupport

/// A kind of number that is no payment card's, and how a scanner sends one.
struct HonestNumber: Sendable {
    let name: String
    let make: @Sendable (inout SeededGenerator) -> [UInt8]
    /// The code identifier before it; empty for a reader that sends none.
    let identifier: String

    init(
        _ name: String, identifier: String = "",
        _ make: @escaping @Sendable (inout SeededGenerator) -> [UInt8]
    ) {
        self.name = name
        self.make = make
        self.identifier = identifier
    }

    static let all: [HonestNumber] = tradeNumbers + elements + members + others

    private static let tradeNumbers: [HonestNumber] =
        [8, 12, 13, 14].map { length in
            HonestNumber("GTIN-\(length)") { $0.tradeNumber(length) }
        }
        + [(8, 2), (8, 5), (12, 2), (12, 5), (13, 2), (13, 5)].map { length, addOn in
            HonestNumber("GTIN-\(length) and \(addOn) digits") {
                $0.tradeNumber(length) + $0.digits(addOn)
            }
        }
        + [
            HonestNumber("French press (378, 379) and 2 digits") {
                $0.tradeNumber(13, prefix: $0.chance(1, in: 2) ? "378" : "379") + $0.digits(2)
            },
            HonestNumber("GTIN-8, labelled", identifier: "]E4") { $0.tradeNumber(8) },
            HonestNumber("GTIN-12 and 13, labelled", identifier: "]E0") {
                let isUPC = $0.chance(1, in: 2)
                return isUPC ? [0x30] + $0.tradeNumber(12) : $0.tradeNumber(13)
            },
            HonestNumber("GTIN-13 with an add-on, labelled", identifier: "]E3") {
                let addOn = $0.chance(1, in: 2) ? 2 : 5
                return $0.tradeNumber(13) + $0.digits(addOn)
            },
            HonestNumber("GTIN-14, labelled ITF with check", identifier: "]I1") {
                $0.tradeNumber(14)
            },
            HonestNumber("GTIN-14, labelled ITF", identifier: "]I0") { $0.tradeNumber(14) },
        ]

    private static let elements: [HonestNumber] = [
        HonestNumber("GS1, every identifier, labelled", identifier: "]C1") { $0.element() },
        HonestNumber("GS1, every identifier, unlabelled") { $0.element() },
    ]

    /// Numbers of any first digit, as shops give them.
    private static let members: [HonestNumber] = (6...19).map { length in
        HonestNumber("Member number of \(length) digits") { $0.digits(length) }
    }

    private static let others: [HonestNumber] = [
        HonestNumber("IMEI") { $0.imei() },
        HonestNumber("Tracking number", identifier: "]C0") { $0.trackingNumber() },
        HonestNumber("Tracking number, unlabelled") { $0.trackingNumber() },
    ]
}

extension SeededGenerator {
    mutating func tradeNumber(_ length: Int, prefix: String = "") -> [UInt8] {
        var number = Array(prefix.utf8)
        while number.count < length - 1 { number.append(digit()) }
        number.append(CheckDigit.gs1(after: number.span) ?? 0x30)
        return number
    }

    /// An element with one identifier of the dictionary, and the one that it needs beside it. Its
    /// value is digits where it may be.
    fileprivate mutating func element() -> [UInt8] {
        let (length, format) = one(of: ApplicationIdentifier.formats)
        let identifier = format.first + Int(next() % UInt64(format.last - format.first + 1))
        var text: [UInt8] = []
        switch identifier {
        case 8019: text = Array("8018".utf8) + tradeNumber(18)
        case 8111: text = Array("255".utf8) + tradeNumber(13) + [0x1D]
        case 8020: text = Array("415".utf8) + tradeNumber(13)
        default: break
        }
        let name = String(identifier)
        text += Array(String(repeating: "0", count: length - name.count).utf8) + Array(name.utf8)
        if format.digits > 0 {
            text += format.isChecked ? tradeNumber(format.digits) : digits(format.digits)
        }
        let steps = (format.most - format.least) / max(1, format.step)
        let more = format.least + format.step * Int(next() % UInt64(steps + 1))
        return text + digits(more)
    }

    /// Of the reporting bodies that give most: 35 (Europe), 86 (China), 01 (North America), 99, 91.
    fileprivate mutating func imei() -> [UInt8] {
        let body = one(of: ["35", "35", "35", "86", "86", "01", "99", "91"])
        let number = Array(body.utf8) + digits(12)
        return number + [Luhn.digit(after: number)]
    }

    /// A carrier's number: UPS, USPS, FedEx, DHL, DPD, GLS, the postal unions' S10, and an SSCC.
    fileprivate mutating func trackingNumber() -> [UInt8] {
        switch next() % 9 {
        case 0: Array("1Z".utf8) + digits(16)
        case 1: tradeNumber(22, prefix: one(of: ["92", "93", "94", "95"]))
        case 2: Array("420".utf8) + digits(5) + tradeNumber(22, prefix: "94")
        case 3: digits(12)
        case 4: tradeNumber(15)
        case 5: Array("JJD".utf8) + digits(18)
        case 6: digits(14)
        case 7: Array("RR".utf8) + digits(9) + Array("DE".utf8)
        default: Array("00".utf8) + tradeNumber(18)
        }
    }
}
