import DirectorySupport
import Identity
import Testing

@testable import Directory

@Suite struct RecentHoldersTests {
    private func identifier(_ number: Int, kind: IdentifierKind = .barcodeCard) -> Identifier {
        Identifier(kind: kind, "card \(number)")
    }

    private func holding(_ number: Int) -> Holding {
        Holding(
            customer: Customer(
                number: Bytes("\(number)"), name: Bytes("Iva \(number)"), kind: .individual,
                status: .active),
            key: Int64(number))
    }

    private func key(_ recent: borrowing RecentHolders, _ identifier: Identifier) -> Int64? {
        guard case .customer(let holding)? = recent.holder(of: identifier) else { return nil }
        return holding.key
    }

    @Test(
        "What is remembered is right or absent, also after many more than fit",
        arguments: [1, 2048, 10_000, 60_000])
    func right(count: Int) {
        var recent = RecentHolders()
        for number in 0..<count {
            #expect(key(recent, identifier(number)) == nil)
            recent.remember(.customer(holding(number)), of: identifier(number))
            #expect(key(recent, identifier(number)) == Int64(number))
        }
        var found = 0
        for number in 0..<count {
            guard let known = key(recent, identifier(number)) else { continue }
            #expect(known == Int64(number))
            #expect(key(recent, identifier(number, kind: .magneticCard)) == nil)
            found += 1
        }
        #expect(found > min(count, 10_000) * 9 / 10)
        recent.removeAll()
        #expect((0..<count).allSatisfy { key(recent, identifier($0)) == nil })
    }

    @Test("An answer comes back whole")
    func whole() throws {
        var recent = RecentHolders()
        var holders: [Holder] = [.nobody, .customer(holding(1)), .customer(holding(-1))]
        var long = holding(.max)
        long.customer.number = Bytes(String(repeating: "9", count: 32))
        long.customer.name = Bytes(String(repeating: "x", count: 128))
        long.customer.kind = .visiting
        long.shopperCount = 300
        for name in [String(long.customer.name), "", String(repeating: "y", count: 128)] {
            long.shopper = Shopper(number: .max, name: Bytes(name))
            holders.append(.customer(long))
        }
        for (index, holder) in holders.enumerated() {
            let value = String(repeating: "\(index)", count: 128)
            recent.remember(holder, of: Identifier(kind: .phone, value))
        }
        for (index, holder) in holders.enumerated() {
            let value = String(repeating: "\(index)", count: 128)
            let known = try #require(recent.holder(of: Identifier(kind: .phone, value)))
            #expect(known.summary == holder.summary)
        }
    }

    @Test("A refusal, an employee and a shared telephone are asked for every time")
    func unusual() {
        var recent = RecentHolders()
        var refused = holding(1)
        refused.refusal = Refusal(reason: .suspended)
        let holders: [Holder] = [
            .customer(refused), .staff(name: Bytes("Mia")), .bearer, .several,
        ]
        for (index, holder) in holders.enumerated() {
            recent.remember(holder, of: identifier(index))
            #expect(recent.holder(of: identifier(index))?.summary == nil)
        }
    }

    @Test("A validity date is judged anew when the store's day changes")
    func newDay() throws {
        let folder = TemporaryFolder()
        let directory = try directory(
            in: folder,
            holding: """
                INSERT INTO customer (id, number, name, kind, status) VALUES (1, '7', 'Ana', 1, 1);
                INSERT INTO identifier (kind, value, customer_id, valid_to) VALUES (2, 'x', 1, '2026-03-03')
                """)
        let card = Identifier(kind: .barcodeCard, "x")
        directory.today = try #require(CalendarDate(year: 2026, month: 3, day: 3))
        #expect(try directory.holder(of: card).summary == "7 Ana of 0")
        directory.today = try #require(CalendarDate(year: 2026, month: 3, day: 4))
        #expect(
            try directory.holder(of: card).summary
                == "7 Ana of 0, expired by identifier since 2026-03-03")
    }
}
