import GuardTrial
import Identity
import Recognition
import Testing

/// A seeded part of `make guard-test`.
@Suite("The payment-card guard's trial")
struct GuardTrialTests {
    @Test("No form and no carrier hides a card's number, but for those with a known gap")
    func embeddings() {
        let rates = GuardTrial.embeddings(count: 4_000, seed: 2)
        #expect(rates.forms.count > 20 && rates.forms.allSatisfy { $0.count - $0.unread > 100 })
        for rate in rates.forms where rate.gap == nil {
            #expect(rate.wrong == 0, "\(rate.name): \(rate.example ?? "")")
        }
        #expect(rates.carriers.allSatisfy { $0.count > 100 && $0.wrong == 0 })
    }

    /// Kinds that are never lost, and those of which a card's number cannot be told, with so many
    /// in a hundred at most.
    private static let limits: [(name: String, percent: Int)] = [
        ("GTIN-8, labelled", 0), ("GTIN-12 and 13, labelled", 0),
        ("GTIN-13 with an add-on, labelled", 0), ("GTIN-14, labelled ITF with check", 0),
        ("GTIN-8", 0), ("GTIN-12", 0), ("GTIN-13", 0), ("GTIN-14", 2), ("GTIN-14, labelled ITF", 2),
        ("GTIN-8 and 2 digits", 0), ("GTIN-8 and 5 digits", 3), ("GTIN-12 and 2 digits", 2),
        ("GTIN-12 and 5 digits", 12), ("GTIN-13 and 2 digits", 2), ("GTIN-13 and 5 digits", 18),
        ("French press (378, 379) and 2 digits", 2),
        ("GS1, every identifier, labelled", 1), ("GS1, every identifier, unlabelled", 5),
        ("IMEI", 25), ("Tracking number", 4), ("Tracking number, unlabelled", 4),
    ]

    @Test("Of each kind of honest numbers few are lost")
    func honestNumbers() {
        let rates = GuardTrial.honestNumbers(count: 500, seed: 2)
        let limits = Dictionary(uniqueKeysWithValues: Self.limits.map { ($0.name, $0.percent) })
        for rate in rates {
            let digits = Int(rate.name.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
            let limit = limits[rate.name] ?? (digits < 13 ? 0 : digits < 16 ? 6 : 20)
            #expect(rate.wrong * 100 <= limit * rate.count, "\(rate.name): \(rate.wrong)")
            #expect(rate.unread * 50 <= rate.count, "\(rate.name): \(rate.unread) unread")
        }
        #expect(Set(limits.keys).isSubset(of: rates.map(\.name)))
    }

    /// What `make fuzz` found: numbers that say what they are, and pass every test for a card's.
    @Test(
        "A number that its label or its structure explains is nobody's card",
        arguments: [
            label("4002731587157058", .gs1128, gs1: true),
            label("4149520174941097", .gs1DataMatrix, gs1: true),
            label("379174325489405"), label("419013670280310019"),
        ])
    func explained(reading: Reading) {
        #expect(!PaymentCardOracle.findsNumber(in: reading))
        #expect(outcome(Recogniser(), reading).hasPrefix("look up barcodeCard"))
    }

    @Test(
        "A card's number is one in other digits, behind every separator, and where newspapers are",
        arguments: [
            label("378734493671000"), label("3787 344936 71000", .qr), label("３７８７３４４９３６７１０００"),
            label("٤١١١١١١١١١١١١١١١", .qr), label("4111|1111|1111|1111", .qr),
            // `make fuzz`: 15 digits of which 14 check as a GTIN-14
            label("355678901234561", .interleaved2of5),
            label("4111\u{2013}1111\u{2013}1111\u{2013}1111", .qr),
            label("4111\u{200B}111111111111", .qr), typed("４１１１ １１１１ １１１１ １１１１"),
            reading(.contactless, "４１１１１１１１１１１１１１１１"),
        ])
    func hidden(reading: Reading) {
        #expect(outcome(Recogniser(), reading) == "suppressed cardNumber")
        let isSuspect = Recogniser().cardGuard.isSuspect(reading.text.span)
        #expect(isSuspect)
    }
}
