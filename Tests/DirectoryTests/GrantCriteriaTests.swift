import DirectorySupport
import Foundation
import Identity
import Testing

@testable import Directory
@testable import Import
@testable import SQLite

/// Grants that several customers have together (facts/customers.md, 2.1 and invariants 12 and 13).
@Suite struct GrantCriteriaTests {
    let shop: Shop

    init() throws {
        shop = try Shop()
        shop.now = 1_800_000_000
        try shop.edit { editor throws(DatabaseError) in
            try editor.add(.individual, number: "500", name: "Iva Harsh")
            try editor.add(.individual, number: "733", name: "Leo Lind")
            try editor.add(.individual, number: "900", name: "Zoe Zander")
        }
    }

    func add(
        _ name: String = "42", allowed: Int = 1, from: String? = nil, to: String? = nil
    ) throws {
        var grant = NewGrant(
            name, what: "a free bottle", allowed: allowed, beneficiaries: ["500", "733"])
        grant.from = try from.map(day)
        grant.to = try to.map(day)
        let new = grant
        try shop.edit { editor throws(DatabaseError) in try editor.add(new) }
    }

    func wanted(
        _ customer: String, _ key: String, lane: String = "L1", ticket: String? = nil,
        grant: String = "42"
    ) -> WantedRedemption {
        WantedRedemption(of: grant, by: customer, lane: lane, ticket: ticket, key: key)
    }

    @discardableResult
    func redeem(
        _ wanted: WantedRedemption
    ) throws(DatabaseError) -> (redemption: Redemption, changes: [DirectoryChange]) {
        try shop.lookUp.redeem(wanted, by: "lane \(wanted.lane)")
    }

    /// Why it was not redeemed.
    func refusal(_ wanted: WantedRedemption) -> ChangeRefusal? {
        do throws(DatabaseError) {
            try redeem(wanted)
            return nil
        } catch {
            guard case .refused(let refusal as ChangeRefusal) = error else { return nil }
            return refusal
        }
    }

    private func redeemable(_ number: String) throws -> [String] {
        try shop.lookUp.redeemable(by: number).map { "\($0.grant): \($0.left)" }
    }

    @Test(
        "H-8: given to both, redeemed by either, refused to both, and said when, where and by whom")
    func shared() throws {
        try add()
        #expect(try redeemable("500") == ["42: 1"] && redeemable("733") == ["42: 1"])
        let made = try redeem(wanted("733", "a", lane: "L2"))
        #expect(made.redemption.state == .done && made.redemption.left == 0)
        #expect(made.changes.map(\.description) == ["grant 42: uses left 0, was 1"])
        #expect(try redeemable("500").isEmpty && redeemable("733").isEmpty)
        for (customer, key) in [("500", "b"), ("733", "c")] {
            let refusal = refusal(wanted(customer, key))
            guard case .grant(.redeemed("42", let last?)) = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
            #expect(last.at == 1_800_000_000 && last.lane == "L2" && last.customer == "733")
            #expect(
                refusal?.description
                    == "grant 42 was redeemed on lane L2 at 2027-01-15T08:00:00.000Z by customer 733 (Leo Lind)"
            )
        }
        #expect(try shop.editor.check().isEmpty)
    }

    @Test(
        "H-8: of lanes that redeem at once, each with a connection of its own, one gets the last use"
    )
    func race() throws {
        try add(allowed: 5)
        let path = shop.path
        let counted = Counted()
        DispatchQueue.concurrentPerform(iterations: 12) { lane in
            guard let directory = try? CustomerDirectory(path: path, access: .lookUp) else {
                return
            }
            let wanted = WantedRedemption(
                of: "42", by: lane % 2 == 0 ? "500" : "733", lane: "L\(lane)", key: "k")
            // A lane that is told that another program writes asks again, under the same key.
            for _ in 0..<2000 {
                do throws(DatabaseError) {
                    _ = try directory.redeem(wanted, by: "lane")
                    return counted.note("done")
                } catch .locked {
                    continue
                } catch .refused(ChangeRefusal.grant(.redeemed)) {
                    return counted.note("refused")
                } catch {
                    return counted.note("\(error)")
                }
            }
        }
        #expect(counted.words == ["done": 5, "refused": 7])
        #expect(try shop.count("SELECT used FROM shared_grant") == 5)
        #expect(try shop.editor.check().isEmpty)
    }

    @Test("H-8: the same redemption again is answered as before, and takes nothing")
    func repeated() throws {
        try add(allowed: 3)
        let first = try redeem(wanted("500", "a", ticket: "T-1"))
        let again = try redeem(wanted("500", "a", ticket: "T-1"))
        #expect(again.redemption == first.redemption && again.changes.isEmpty)
        #expect(try redeemable("733") == ["42: 2"])
        // The key of another lane is another key; of the same lane, it is taken.
        try redeem(wanted("733", "a", lane: "L2"))
        #expect(refusal(wanted("733", "a", ticket: "T-1")) == .grant(.keyTaken))
        #expect(refusal(wanted("500", "a")) == .grant(.keyTaken))
        // Also when the customer may not be served any more.
        try shop.edit { editor throws(DatabaseError) in
            try editor.suspend(true, customer: "500")
        }
        #expect(try redeem(wanted("500", "a", ticket: "T-1")).redemption == first.redemption)
        #expect(
            refusal(wanted("500", "b"))
                == .grant(.notServed(customer: "500", reason: .suspended)))
    }

    @Test(
        "H-8: a suspension that is written while somebody redeems counts, whoever asks",
        arguments: [CustomerDirectory.Access.lookUp, .edit])
    func suspendedMeanwhile(access: CustomerDirectory.Access) throws {
        try add(allowed: 3)
        let asking = try CustomerDirectory(path: shop.path, access: access)
        // What is looked up from here on is what the directory was before.
        #expect(try asking.customer(number: Bytes("500"))?.refusal == nil)
        try shop.edit { editor throws(DatabaseError) in
            try editor.suspend(true, customer: "500")
        }
        let refused = GrantRefusal.notServed(customer: "500", reason: .suspended)
        #expect(throws: DatabaseError.refused(.grant(refused))) {
            try asking.redeem(wanted("500", "a"), by: "mia")
        }
        #expect(try redeemable("733") == ["42: 3"])
    }

    @Test("H-8: who has no part in a grant, or is nobody, redeems nothing of it")
    func strangers() throws {
        try add()
        #expect(refusal(wanted("900", "a")) == .grant(.notGiven(grant: "42", customer: "900")))
        #expect(refusal(wanted("1", "a")) == .grant(.notGiven(grant: "42", customer: "1")))
        #expect(refusal(wanted("500", "a", grant: "43")) == .noSuch(what: "grant", name: "43"))
        #expect(try redeemable("500") == ["42: 1"] && redeemable("900").isEmpty)
    }

    @Test(
        "H-8: the days of a grant are the store's, both included",
        arguments: [
            ("2026-03-01", ChangeRefusal.grant(.notYetValid(grant: "42", on: "2026-03-02"))),
            ("2026-03-02", nil), ("2026-03-31", nil),
            ("2026-04-01", .grant(.expired(grant: "42", on: "2026-03-31"))),
        ])
    func period(on date: String, expected: ChangeRefusal?) throws {
        try add(from: "2026-03-02", to: "2026-03-31")
        shop.today = try day(date)
        #expect(try redeemable("500").isEmpty == (expected != nil))
        #expect(refusal(wanted("500", "a")) == expected)
    }

    @Test("H-9: voiding a ticket gives back what it redeemed, to all; again it changes nothing")
    func voided() throws {
        try add(allowed: 2)
        try add("43")
        for (grant, key) in [("42", "a"), ("42", "b"), ("43", "c")] {
            try redeem(wanted("500", key, ticket: "T-1", grant: grant))
        }
        #expect(try redeemable("733").isEmpty)
        let first = try shop.lookUp.void(.ticket("T-1"), of: "L1", by: "mia")
        #expect(first.voided.restored == 3 && first.changes.count == 3)
        #expect(first.voided.redemptions.allSatisfy { $0.state == .undone })
        #expect(try redeemable("500") == ["42: 2", "43: 1"])
        #expect(try redeemable("733") == ["42: 2", "43: 1"])
        let again = try shop.lookUp.void(.ticket("T-1"), of: "L1", by: "mia")
        #expect(again.voided.restored == 0 && again.changes.isEmpty)
        #expect(again.voided.redemptions == first.voided.redemptions)
        // What comes late, under a key that was voided, takes nothing either.
        let late = try redeem(wanted("500", "a", ticket: "T-1"))
        #expect(late.redemption.state == .undone && late.changes.isEmpty)
        #expect(try redeemable("733") == ["42: 2", "43: 1"])
        #expect(try shop.editor.check().isEmpty)
    }

    @Test("H-9: a key gives back one redemption of its lane, and no other lane's")
    func voidedKey() throws {
        try add(allowed: 2)
        try redeem(wanted("500", "a", lane: "L1"))
        try redeem(wanted("733", "a", lane: "L2"))
        #expect(try shop.editor.void(.key("b"), of: "L1", by: "mia").voided.redemptions.isEmpty)
        #expect(try shop.editor.void(.key("a"), of: "L1", by: "mia").voided.restored == 1)
        #expect(try redeemable("733") == ["42: 1"])
        // The use is free again, for whoever comes first.
        try redeem(wanted("733", "b", lane: "L2"))
        #expect(try redeemable("500").isEmpty)
    }

    @Test("Whoever is forgotten is in no grant; what they redeemed stays counted, by nobody")
    func forgotten() throws {
        try add(allowed: 2)
        try redeem(wanted("733", "a"))
        let erasure = try shop.editor.forget("733", by: "mia")
        #expect(erasure.removed["grants"] == 1 && erasure.removed["names in redemptions"] == 1)
        let grant = try #require(try shop.editor.grants().first)
        #expect(grant.beneficiaries == ["500"] && grant.left == 1)
        #expect(grant.last?.customer == nil && grant.last?.lane == "L1")
        #expect(try shop.editor.check().allSatisfy(\.isNotice))
        _ = try shop.editor.forget("500", by: "mia")
        #expect(try shop.editor.check().allSatisfy(\.isNotice), "nobody is left")
    }

}

/// Words counted by several threads.
private final class Counted: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [String: Int] = [:]

    func note(_ word: String) { lock.withLock { counts[word, default: 0] += 1 } }

    var words: [String: Int] { lock.withLock { counts } }
}
