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
                number: Bytes("\(number)"), name: Bytes("x"), kind: .individual, status: .active),
            key: Int64(number))
    }

    private func key(_ holder: Holder?) -> Int64? {
        guard case .customer(let holding)? = holder else { return nil }
        return holding.key
    }

    @Test(
        "What is remembered is right or absent, also after many more than fit",
        arguments: [1, 2048, 6000])
    func right(count: Int) {
        var recent = RecentHolders()
        for number in 0..<count {
            #expect(key(recent.holder(of: identifier(number))) == nil)
            recent.remember(.customer(holding(number)), of: identifier(number))
            #expect(key(recent.holder(of: identifier(number))) == Int64(number))
        }
        var found = 0
        for number in 0..<count {
            guard let known = key(recent.holder(of: identifier(number))) else { continue }
            #expect(known == Int64(number))
            #expect(key(recent.holder(of: identifier(number, kind: .magneticCard))) == nil)
            found += 1
        }
        #expect(found > min(count, 2048) * 3 / 4)
        recent.removeAll()
        #expect((0..<count).allSatisfy { key(recent.holder(of: identifier($0))) == nil })
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
