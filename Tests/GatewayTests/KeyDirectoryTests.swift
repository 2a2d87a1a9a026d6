import Directory
import DirectorySupport
import Foundation
import Identity
import Pipeline
import Recognition
import SQLite
import TestSupport
import Testing

/// Whose a tag or key is, in whatever spelling it was enrolled and read.
@Suite struct KeyDirectoryTests {
    /// A way to write a tag's 40 bits.
    private struct Form: Sendable {
        var name: String
        /// How many of the bits it says.
        var bits: UInt64
        var text: @Sendable (UInt64) -> String

        static let all = [
            Form(name: "hex", bits: 40) { hex($0, 10) },
            Form(name: "small", bits: 40) { hex($0, 10).lowercased() },
            Form(name: "14D", bits: 40) { decimal($0, 14) },
            Form(name: "13D", bits: 40) { decimal($0, 13) },
            Form(name: "15D", bits: 40) { decimal(turned($0), 15) },
            Form(name: "20D", bits: 40) { value in
                hex(turned(value), 10).map { decimal(UInt64(String($0), radix: 16) ?? 0, 2) }
                    .joined()
            },
            Form(name: "10D", bits: 32) { decimal($0 & 0xFFFF_FFFF, 10) },
            Form(name: "5.5", bits: 32) {
                decimal($0 >> 16 & 0xFFFF, 5) + "." + decimal($0 & 0xFFFF, 5)
            },
            Form(name: "8D", bits: 24) { decimal($0 & 0xFF_FFFF, 8) },
            Form(name: "3,5", bits: 24) {
                decimal($0 >> 16 & 0xFF, 3) + "," + decimal($0 & 0xFFFF, 5)
            },
            Form(name: "3+5", bits: 24) {
                decimal($0 >> 16 & 0xFF, 3) + decimal($0 & 0xFFFF, 5)
            },
        ]

        private static func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 16, uppercase: true)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }

        private static func decimal(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }

        /// The bits of each byte turned round.
        private static func turned(_ value: UInt64) -> UInt64 {
            var result: UInt64 = 0
            for bit in 0..<UInt64(40) where value >> bit & 1 == 1 {
                result |= 1 << (bit / 8 * 8 + 7 - bit % 8)
            }
            return result
        }
    }

    private let shop: Shop

    init() throws {
        shop = try Shop()
    }

    /// Customers 1, 2, … with these identifiers.
    private func enrol(_ kind: IdentifierKind, _ texts: [String]) throws {
        try shop.edit { editor throws(DatabaseError) in
            for (index, text) in texts.enumerated() {
                let number = String(index + 1)
                try editor.add(.individual, number: number, name: "C\(number)")
                try editor.assign(NewIdentifier(kind, text), to: .customer(number, shopper: nil))
            }
        }
    }

    private func outcome(_ reading: Reading) throws -> String {
        var reading = reading
        var directory = shop.lookUp
        defer { directory.endBurst() }
        let pipeline = EventPipeline(recogniser: Recogniser(rules: try RuleSet([])))
        let source = Event.Source(
            lane: Bytes("1"), device: Bytes("r"), time: WallTime(milliseconds: 0))
        let event = pipeline.event(
            of: &reading, from: source, policy: .account, resolver: &directory)
        switch event?.outcome {
        case .identified(let found): return String(found.customer.number)
        case .refused(let refusal, _): return "\(refusal.reason)"
        case .unknown: return "unknown"
        case .suppressed: return "suppressed"
        case let other: return "\(String(describing: other))"
        }
    }

    private func typed(_ text: String) -> Reading {
        Reading(kind: .contactless, entryMode: .rfid, text: Array(text.utf8).span)
    }

    private func canonical(_ text: String, _ kind: ReadingKind = .contactless) -> Reading {
        .key(Array(text.utf8).span, kind: kind, entryMode: kind == .contactless ? .rfid : .tapped)
    }

    @Test("Enrolled in any spelling and read in any, a tag is its customer's", arguments: 0..<4)
    func anySpelling(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for enrolled in Form.all {
            // A tag of its own for each spelling in which it is read, so that none is in two.
            let tests = try KeyDirectoryTests()
            let tags = (0..<5).map { _ in UInt64.random(in: 1 << 36..<1 << 40, using: &random) }
            try tests.enrol(.contactlessTag, tags.map(enrolled.text))
            for (index, tag) in tags.enumerated() {
                for read in Form.all {
                    let result = try tests.outcome(tests.typed(read.text(tag)))
                    // The guard may take 14 digits and more for a payment card's, and comes first.
                    if result == "suppressed", read.text(tag).count >= 14 { continue }
                    #expect(result == String(index + 1), "\(enrolled.name) read as \(read.name)")
                }
                #expect(
                    try tests.outcome(tests.canonical(Form.all[0].text(tag))) == String(index + 1))
            }
        }
    }

    @Test(
        "Tags that share bits are never taken for each other, however they are enrolled",
        arguments: 0..<12)
    func neverAnothers(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let low = UInt64.random(in: 0..<1 << 24, using: &random)
        var tags: [UInt64] = []
        for _ in 0..<4 {
            let middle = UInt64.random(in: 0..<256, using: &random) << 24
            for _ in 0..<2 {
                tags.append(UInt64.random(in: 1..<256, using: &random) << 32 | middle | low)
            }
        }
        var texts: [String] = []
        for tag in tags {
            var text = ""
            repeat {
                text = (Form.all.randomElement(using: &random) ?? Form.all[0]).text(tag)
            } while texts.contains(text)
            texts.append(text)
        }
        try enrol(.contactlessTag, texts)
        for (index, tag) in tags.enumerated() {
            for form in Form.all {
                let result = try outcome(typed(form.text(tag)))
                if result == "suppressed", form.text(tag).count >= 14 { continue }
                #expect(
                    [String(index + 1), "ambiguous"].contains(result),
                    "\(texts[index]) read as \(form.name)")
            }
        }
    }

    @Test func `Digits that are hexadecimal for sure are no decimal number`() throws {
        // 0573785173 in decimal is the end of 1122334455.
        try enrol(.contactlessTag, ["1122334455"])
        #expect(try outcome(typed("0573785173")) == "1")
        #expect(try outcome(canonical("0573785173")) == "unknown")
        #expect(try outcome(canonical("22334455")) == "1")
        #expect(try outcome(canonical("334455")) == "1")
    }

    @Test func `Two spellings of one customer's tag are no conflict`() throws {
        try enrol(.contactlessTag, ["1122334455", "9922334455"])
        #expect(try outcome(canonical("22334455")) == "ambiguous")
        try shop.edit { editor throws(DatabaseError) in
            try editor.move(
                .contactlessTag, "9922334455", to: .customer("1", shopper: nil), consented: true,
                why: nil)
        }
        #expect(try outcome(canonical("22334455")) == "1")
        #expect(try outcome(typed("051,17493")) == "1")
    }

    @Test func `A tag that a Wiegand reader shortens is known, and a card's format counts`() throws
    {
        try enrol(.contactlessTag, ["1122334455", "H10306:8755:17494", "H10302:12345678901"])
        #expect(try outcome(canonical("H10301:51:17493")) == "1")
        #expect(try outcome(canonical("H10306:8755:17493")) == "1")
        #expect(try outcome(canonical("H10306:8755:17494")) == "2")
        #expect(try outcome(canonical("C1000:8755:17494")) == "unknown")
        #expect(try outcome(canonical("W37:12345678901")) == "3")
        #expect(try outcome(canonical("1122334456")) == "2")
    }

    @Test func `37 bits that fit a card of each format are nobody's`() throws {
        try enrol(.contactlessTag, ["H10304:23547:269365", "H10302:12345678901"])
        #expect(try outcome(canonical("W37:12345678901")) == "ambiguous")
        #expect(try outcome(canonical("H10304:23547:269365")) == "1")
    }

    @Test(
        "An iButton is known in each spelling",
        arguments: [
            "AE0000030D45EB01", "01EB450D030000AE", "0000030D45EB01", "01EB450D030000",
            "0000030D45EB", "EB450D030000", "ae0000030d45eb01", "01.EB450D030000",
        ])
    func iButtons(enrolled: String) throws {
        try enrol(.electronicKey, [enrolled, "66000000FBC52B01"])
        for text in ["AE0000030D45EB01", "01EB450D030000AE", "0000030D45EB01", "0000030D45EB"] {
            let reading = Reading(
                kind: .electronicKey, entryMode: .tapped, text: Array(text.utf8).span)
            #expect(try outcome(reading) == "1", "\(text)")
        }
        #expect(try outcome(canonical("AE0000030D45EB01", .electronicKey)) == "1")
        #expect(try outcome(canonical("A200000001B81C02", .electronicKey)) == "unknown")
    }

    @Test func `A serial number of two families is nobody's`() throws {
        let (one, other) = ("AE0000030D45EB01", "E90000030D45EB02")
        try enrol(.electronicKey, [one, other])
        #expect(try outcome(canonical(one, .electronicKey)) == "1")
        #expect(try outcome(canonical(other, .electronicKey)) == "2")
        let serial = Reading(
            kind: .electronicKey, entryMode: .tapped, text: Array("0000030D45EB".utf8).span)
        #expect(try outcome(serial) == "ambiguous")
    }

}
