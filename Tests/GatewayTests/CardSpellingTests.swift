import DirectorySupport
import Identity
import Pipeline
import Recognition
import SQLite
import TestSupport
import Testing

@testable import Directory

/// One card, however it was written down and whatever reader reads it.
@Suite struct CardSpellingTests {
    /// A card as it is printed.
    private struct Card {
        /// 13 digits; a UPC-A has a zero before it.
        var ean: String
        var isUPC: Bool { ean.hasPrefix("0") }
        var withoutCheckDigit: String { String(ean.dropLast()) }

        init(isUPC: Bool, _ random: inout SeededGenerator) {
            let first = isUPC ? "04" : "29"
            let count = 12 - first.count
            let digits = (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }
            let number = first + digits.joined()
            ean = number + String(CardSpelling.checkDigit(of: Int64(number) ?? 0))
        }

        /// In which ways people and files write it.
        var written: [String] {
            var all = [ean, "0" + withoutCheckDigit, withoutCheckDigit]
            if isUPC { all += [String(ean.dropFirst()), String(withoutCheckDigit.dropFirst())] }
            return all
        }

        /// What readers send of it.
        var readings: [Reading] {
            func reading(_ text: String, _ symbology: Symbology? = nil) -> Reading {
                Reading(
                    kind: .barcode, entryMode: .scanned, text: Array(text.utf8).span,
                    symbology: symbology)
            }
            var all = [reading(ean), reading(ean, isUPC ? .eanUPC : .ean13)]
            all.append(reading(withoutCheckDigit))
            if isUPC {
                let short = String(ean.dropFirst())
                all += [reading(short), reading(short, .upcA), reading(ean, .upcA)]
                all += [reading(short, .eanUPC), reading(String(short.dropLast()))]
            }
            return all
        }
    }

    private func number(_ reading: Reading, _ directory: CustomerDirectory) -> String? {
        var (reading, directory) = (reading, directory)
        let pipeline = EventPipeline(recogniser: Recogniser(rules: RuleSet()))
        let source = Event.Source(
            lane: Bytes("L1"), device: Bytes("front"), time: WallTime(milliseconds: 0))
        let event = pipeline.event(
            of: &reading, from: source, policy: .account, resolver: &directory)
        guard case .identified(let found)? = event?.outcome else { return nil }
        return String(found.customer.number)
    }

    @Test("A card assigned in any spelling is found by any reader, and never somebody else's")
    func anySpelling() throws {
        var random = SeededGenerator(seed: 4)
        let shop = try Shop()
        var cards: [(card: Card, number: String)] = []
        for index in 0..<400 {
            let card = Card(isUPC: index.isMultiple(of: 2), &random)
            let spelling = card.written.randomElement(using: &random) ?? card.ean
            let number = String(1000 + index)
            let refusal = shop.refusal { editor throws(DatabaseError) in
                try editor.add(.individual, number: number, name: "Customer \(number)")
                try editor.assign(
                    NewIdentifier(.barcodeCard, spelling), to: .customer(number, shopper: nil))
            }
            // Two that readers cannot tell apart are asked about.
            if refusal == nil { cards.append((card, number)) }
        }
        #expect(cards.count > 380)
        shop.lookUp.endBurst()
        for (card, own) in cards {
            for reading in card.readings {
                #expect(number(reading, shop.lookUp) == own, "\(card.written)")
            }
        }
        for index in 0..<400 {
            let other = Card(isUPC: index.isMultiple(of: 2), &random)
            if cards.contains(where: { $0.card.ean == other.ean }) { continue }
            for reading in other.readings { #expect(number(reading, shop.lookUp) == nil) }
        }
    }

    @Test("A card that is somebody's in another spelling is not given to another without asking")
    func asked() throws {
        let shop = try Shop.withRegulars()
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.barcodeCard, "2900000000018"), to: .customer("500", shopper: nil))
        }
        for spelling in ["290000000001", "0290000000001"] {
            let refusal = shop.refusal { editor throws(DatabaseError) in
                try editor.assign(
                    NewIdentifier(.barcodeCard, spelling), to: .customer("501", shopper: nil))
            }
            #expect(refusal == .sameAs("customer 500"))
        }
        try shop.edit { editor throws(DatabaseError) in
            var new = NewIdentifier(.barcodeCard, "0290000000001")
            new.isAnother = true
            try editor.assign(new, to: .customer("501", shopper: nil))
        }
        #expect(try shop.who(.barcodeCard, "2900000000018").hasPrefix("500"))
        #expect(try shop.who(.barcodeCard, "0290000000001").hasPrefix("501"))
    }

    @Test("A card is moved, suspended and withdrawn in any spelling of it")
    func changed() throws {
        let shop = try Shop.withRegulars()
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.barcodeCard, "401229012346"), to: .customer("500", shopper: nil))
            try editor.move(
                .barcodeCard, "0401229012346", to: .customer("501", shopper: nil), consented: true,
                why: nil)
        }
        #expect(try shop.who(.barcodeCard, "0040122901234").hasPrefix("501"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.setState("lost", of: .barcodeCard, "40122901234")
        }
        #expect(try shop.who(.barcodeCard, "401229012346").contains("lost"))
        try shop.edit { editor throws(DatabaseError) in
            try editor.withdraw(.barcodeCard, "0401229012346", why: nil)
        }
        #expect(try shop.who(.barcodeCard, "0040122901234") == "nobody")
    }

    @Test(
        "A tag or key is found with or without signs between its bytes, in letters of either case",
        arguments: [
            ("04:A2:B3:C4", "04A2B3C4"), ("04-a2-b3-c4", "04A2B3C4"), ("04a2b3c4", "04A2B3C4"),
            ("04A2B3C4", "04a2b3c4"),
        ])
    func hex(written: String, read: String) throws {
        let shop = try Shop.withRegulars()
        for kind in [IdentifierKind.contactlessTag, .electronicKey] {
            try shop.edit { editor throws(DatabaseError) in
                try editor.assign(NewIdentifier(kind, written), to: .customer("500", shopper: nil))
            }
            #expect(try shop.who(kind, read).hasPrefix("500"))
        }
    }

    @Test("A short number is not another with a digit more")
    func short() throws {
        let shop = try Shop.withRegulars()
        try shop.edit { editor throws(DatabaseError) in
            try editor.assign(
                NewIdentifier(.barcodeCard, "40001"), to: .customer("500", shopper: nil))
            let digit = CardSpelling.checkDigit(of: 40001)
            try editor.assign(
                NewIdentifier(.barcodeCard, "40001\(digit)"), to: .customer("501", shopper: nil))
        }
        #expect(try shop.who(.barcodeCard, "0000000040001").hasPrefix("500"))
    }
}
