public import Identity
public import SQLite

/// What a lane may be told of a customer who is asked for: no address, no telephone, no identifier.
public struct CustomerView: Sendable {
    public var holding: Holding
    /// The active shoppers, the holder first.
    public var shoppers: [Candidate]
    /// Household, categories, limit and notices of today.
    public var details: HoldingDetails
    public var balances: [Balance]
    /// The extra fields that lanes may show, by name: at most `maxFields`, each of at most
    /// `longestField` bytes.
    public var fields: [ExtraField]

    public static let maxFields = 100
    public static let longestField = 512
}

extension CustomerDirectory {
    /// The customer of a number as a lane may see it; nil when there is none.
    public func view(number: String) throws(DatabaseError) -> CustomerView? {
        guard number.utf8.count <= 32, let holding = try customer(number: Bytes(number)) else {
            return nil
        }
        let (shoppers, details) = try query { opened throws(DatabaseError) in
            (
                try opened.queries.shoppers(of: holding),
                try opened.details.of(holding, today: today)
            )
        }
        let fields = try extraFields(of: number).filter {
            $0.isVisible && $0.value.utf8.count <= CustomerView.longestField
        }
        return CustomerView(
            holding: holding, shoppers: shoppers, details: details,
            balances: try balances(of: number),
            fields: Array(fields.prefix(CustomerView.maxFields)))
    }
}
