import Testing

@testable import Decoding

struct ATRTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var hex: String
        var protocols: [UInt8] = [0]
        var historical: Int
        var remarks: ATR.Remarks = []
        var factors: (Int, Int) = (372, 1)
        var testDescription: String { hex }
    }

    /// pyscard's test_ATR.py, issue logs of CCID and PCSC, facts 10 A1.
    @Test(
        "An answer to reset is read as the standard has it",
        arguments: [
            Case(hex: "3F 65 25 00 2C 09 69 90 00", historical: 5),
            Case(hex: "3B 16 94 7C 03 01 00 00 0D", historical: 6, factors: (512, 8)),
            Case(
                hex: "3B F2 95 12 34 01 36 06", protocols: [1], historical: 2,
                remarks: .checkMissing, factors: (512, 16)),
            Case(hex: "3B 10 A7", historical: 0, factors: (768, 64)),
            Case(hex: "3B 00", historical: 0), Case(hex: "3F 00", historical: 0),
            Case(hex: "3B 0F 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E", historical: 15),
            Case(hex: "3B 80 80 01 01", protocols: [0, 1], historical: 0),
            Case(hex: "3B 81 80 01 80 80", protocols: [0, 1], historical: 1),
            Case(
                hex: "3B 8D 80 01 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 F9", protocols: [0, 1],
                historical: 13),
            Case(
                hex: "3B F2 18 00 02 C1 0A 31 FE 58 C8 08 74", protocols: [1], historical: 2,
                factors: (372, 12)),
            Case(
                hex: "3B 89 80 01 4A 43 4F 50 32 34 32 52 32 4A", protocols: [0, 1],
                historical: 9),
            Case(
                hex: "3B DA 18 FF 81 B1 FE 75 1F 03 00 31 C5 73 C0 01 40 00 90 00 0C",
                protocols: [1], historical: 10, factors: (372, 12)),
            Case(hex: "3B 05 00 01", historical: 2, remarks: .historicalCut),
            Case(hex: "3B 80 80 01 02", protocols: [0, 1], historical: 0, remarks: .checkWrong),
            Case(hex: "3B 00 00", historical: 0, remarks: .trailing),
        ])
    func valid(row: Case) throws {
        let atr = try ATR(fromHex(row.hex))
        #expect(atr.protocols == row.protocols)
        #expect(atr.historical.count == row.historical)
        #expect(atr.remarks == row.remarks)
        #expect(atr.factors == row.factors)
        #expect(atr.isInverse == row.hex.hasPrefix("3F"))
    }

    @Test(
        "What is no answer to reset is named",
        arguments: [
            ("", ATR.Problem.empty), ("3B", .empty), ("42 00", .badFirstByte),
            ("3B F2 18 00", .cut), ("3B 80", .cut),
            ("3B" + String(repeating: " 00", count: 33), .tooLong),
        ])
    func invalid(hex: String, problem: ATR.Problem) {
        #expect(throws: problem) { try ATR(fromHex(hex)) }
    }

    @Test("The bytes for T=1 stand behind the TD that names it, and TA2 fixes the protocol")
    func interfaceBytes() throws {
        let card = try ATR(fromHex("3B F2 18 00 02 C1 0A 31 FE 58 C8 08 74"))
        #expect(card.blockLength == 254)
        #expect(card.blockWaiting == 0x58)
        #expect(card.specificMode == nil)
        #expect(!card.hasBlockCRC)
        // TA2 = 81: T=1 and nothing else, as TA1 has it.
        let fixed = try ATR(fromHex("3B 90 11 91 81 31 FE 15 CC"))
        #expect(fixed.specificMode == 0x81)
        #expect(fixed.blockLength == 254)
        let plain = try ATR(fromHex("3B 00"))
        #expect(plain.blockLength == 32)
        #expect(plain.waitingInteger == 10)
    }

    @Test("Every answer cut anywhere, and every byte changed, is read or refused, and never traps")
    func total() {
        let whole = fromHex("3B F2 18 00 02 C1 0A 31 FE 58 C8 08 74")
        for count in 0...whole.count { _ = try? ATR(Array(whole.prefix(count))) }
        for index in whole.indices {
            for value in UInt8.min...UInt8.max {
                var changed = whole
                changed[index] = value
                guard let atr = try? ATR(changed) else { continue }
                #expect((1...254).contains(atr.blockLength))
                #expect(atr.factors.d > 0)
            }
        }
    }
}
