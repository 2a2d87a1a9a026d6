import Directory
import Identity
import Journal
import LaneLink
import Pipeline
import SQLite

extension DirectoryKeeper {
    /// What a lane may see of the customer of a number.
    func shown(_ number: String) throws(LaneError) -> ShownCustomer {
        let found: CustomerView?
        do {
            found = try opened().view(number: number)
        } catch {
            throw LaneError(directory: error)
        }
        guard let found else { throw .noSuchCustomer }
        var shown = ShownCustomer(
            customer: found.holding.customer, refusal: found.holding.refusal)
        shown.shoppers = found.shoppers.compactMap(\.shopper)
        shown.details = found.details
        shown.balances = found.balances.map {
            ShownBalance(
                name: $0.name, amount: $0.amount, asOf: WallTime(secondsSinceEpoch: $0.asOf))
        }
        shown.fields = found.fields.map { ($0.name, $0.value) }
        return shown
    }

    /// Writes somebody down who is no customer yet. Waits at most 5 ms for another program that
    /// writes.
    func capture(
        _ wish: Request.Capture, identifier: Identifier?, international: String?
    ) throws(LaneError) -> (number: Int64, likely: [FoundCustomer]) {
        do {
            let directory = try opened()
            let likely = try directory.likely(name: wish.name, international: international)
            var number: Int64 = 0
            _ = try directory.change(by: "lane \(wish.lane)") { editor throws(DatabaseError) in
                number = try editor.capture(
                    name: wish.name, identifier: identifier, phone: wish.phone,
                    international: international, email: wish.email, lane: wish.lane)
            }
            return (number, likely.map(FoundCustomer.init))
        } catch DatabaseError.refused(let refusal as ChangeRefusal) {
            throw .refusedCapture("\(refusal)")
        } catch {
            throw LaneError(directory: error)
        }
    }
}

extension DirectoryKeeper {
    /// How many customers one name is looked for among. Those who may not be served are passed
    /// over.
    private static let maxNamed = 100

    /// Customers by the start of a name. Of those who may not be served there is one, where nobody
    /// else has that name.
    func customers(named name: String) throws(LaneError) -> NamedCustomers {
        let hits = try search(name, limit: Self.maxNamed)
        var found: [NamedCustomers.Named] = []
        var refused: NamedCustomers.Named?
        do throws(ResolverError) {
            for hit in hits where hit.servable || refused == nil {
                guard found.count < NamedCustomers.maxCandidates else {
                    return NamedCustomers(found, isCut: true)
                }
                let number = Identifier(kind: .memberNumber, hit.number)
                guard case .customer(let holding) = try holder(of: number) else { continue }
                guard holding.refusal == nil else {
                    refused = refused ?? NamedCustomers.Named(holding, shoppers: [])
                    continue
                }
                let people =
                    holding.shopperCount > 1
                    ? try opened().shoppers(of: holding, named: name) : []
                found.append(NamedCustomers.Named(holding, shoppers: people))
            }
        } catch {
            throw .directoryUnavailable(error.description)
        }
        if found.isEmpty, let refused { found = [refused] }
        return NamedCustomers(found, isCut: hits.count == Self.maxNamed)
    }
}

extension FoundCustomer {
    init(_ hit: SearchHit) {
        self.init(
            number: hit.number, name: hit.name, kind: hit.kind, status: hit.status,
            servable: hit.servable)
    }
}
