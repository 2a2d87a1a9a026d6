import Identity
import Recognition

/// From an identifier to the outcome: who holds it, whether they may be served, and whom the
/// cashier chooses among.
extension Event {
    /// An identifier that a rule calls impersonal. The directory may know that it is not to be
    /// used.
    mutating func becomeBearer<R: Resolver>(_ identifier: Identifier, resolver: inout R) {
        self.identifier = identifier
        outcome = .bearer
        if case .refused(let refusal)? = try? resolver.holder(of: identifier) {
            outcome = .refused(refusal, nil)
        }
    }

    /// An identifier that a rule or the cashier named: one that nobody holds is `unknown`.
    mutating func resolve<R: Resolver>(
        _ identifier: Identifier, _ policy: ShopperPolicy, resolver: inout R
    ) {
        do throws(ResolverError) {
            if try settle(identifier, policy, resolver: &resolver) { return }
        } catch {
            isDirectoryUnavailable = true
        }
        self.identifier = identifier
        outcome = .unknown(isPending: false)
    }

    /// A reading without a rule: its spellings are looked up in order.
    mutating func resolve<R: Resolver>(
        _ spellings: Spellings, _ policy: ShopperPolicy, resolver: inout R
    ) {
        do throws(ResolverError) {
            if let keys = spellings.keys {
                if try settle(keys, spellings[0], policy, resolver: &resolver) { return }
                identifier = spellings[0]
                outcome = .unknown(isPending: false)
                return
            }
            let isUndecided = try isUndecided(spellings, &resolver)
            for index in 0..<spellings.count where !isUndecided {
                if try settle(spellings[index], policy, resolver: &resolver) { return }
            }
        } catch {
            isDirectoryUnavailable = true
        }
        // A text longer than an identifier can be is nobody's; it is delivered as it is. A card is
        // no product, and its track 1 holds a name.
        guard kind != .barcode, spellings.count > 0 || kind == .magstripe else {
            identifier = nil
            outcome = .read
            return
        }
        identifier = spellings.count > 0 ? spellings[0] : nil
        outcome = .unknown(isPending: false)
    }

    /// Whether different numbers are somebody's, of which only one was read.
    private func isUndecided<R: Resolver>(
        _ spellings: Spellings, _ resolver: inout R
    ) throws(ResolverError) -> Bool {
        guard spellings.areAlternatives else { return false }
        var first: Bytes<32>?
        var isOne = true
        for index in 0..<spellings.count {
            switch try resolver.holder(of: spellings[index]) {
            case .nobody: return false
            case .customer(let holding):
                if let first, first != holding.customer.number { isOne = false }
                first = holding.customer.number
            default: isOne = false
            }
        }
        // One card is found by both where it is written with its check digit.
        return !isOne
    }

    /// Takes the outcome of who holds the identifier.
    /// - Returns: False where nobody does; the event is then as it was.
    private mutating func settle<R: Resolver>(
        _ identifier: Identifier, _ policy: ShopperPolicy, resolver: inout R
    ) throws(ResolverError) -> Bool {
        try settle(identifier, as: resolver.holder(of: identifier), policy, resolver: &resolver)
    }

    /// Takes the outcome of this holder of the identifier.
    /// - Returns: False where that is nobody; the event is then as it was.
    mutating func settle<R: Resolver>(
        _ identifier: Identifier, as holder: Holder, _ policy: ShopperPolicy, resolver: inout R
    ) throws(ResolverError) -> Bool {
        switch holder {
        case .nobody: return false
        case .pending: outcome = .unknown(isPending: true)
        case .refused(let refusal): outcome = .refused(refusal, nil)
        case .bearer: outcome = .bearer
        case .staff(let name): outcome = .staff(name: name)
        case .several:
            let candidates = try resolver.candidates(for: identifier)
            guard try choose(among: candidates, policy, resolver: &resolver) else { return false }
        case .customer(let holding): try identify(holding, policy, resolver: &resolver)
        }
        self.identifier = identifier
        return true
    }

    /// A customer who holds the identifier: refused, identified, or one of the shoppers is asked
    /// for.
    mutating func identify<R: Resolver>(
        _ holding: Holding, _ policy: ShopperPolicy, resolver: inout R
    ) throws(ResolverError) {
        if let refusal = holding.refusal {
            outcome = .refused(refusal, holding.customer)
            return
        }
        guard holding.shopper == nil, holding.shopperCount > 1, policy != .account else {
            return try become(holding, shopper: holding.shopper, resolver: &resolver)
        }
        let shoppers = try resolver.shoppers(of: holding)
        if policy == .ask, try choose(among: shoppers, policy, holding, resolver: &resolver) {
            return
        }
        try become(holding, shopper: shoppers.first?.shopper, resolver: &resolver)
    }

    mutating func become<R: Resolver>(
        _ holding: Holding, shopper: Shopper?, resolver: inout R
    ) throws(ResolverError) {
        let details =
            holding.extras.isDisjoint(with: .shown) ? nil : try resolver.details(of: holding)
        outcome = .identified(
            Identification(
                customer: holding.customer, shopper: shopper,
                needsApproval: holding.needsApproval, details: details))
    }

    /// The candidates who may be served are to choose from. One alone is identified; where there is
    /// none, the first one's refusal counts.
    /// - Parameters:
    ///   - policy: Whether a customer who is alone, and has several shoppers, is asked about.
    ///   - account: The customer whose shoppers they are; nil for different customers.
    /// - Returns: False where there are no candidates; the event is then as it was.
    mutating func choose<R: Resolver>(
        among candidates: [Candidate], _ policy: ShopperPolicy, _ account: Holding? = nil,
        resolver: inout R
    ) throws(ResolverError) -> Bool {
        let servable = candidates.filter { $0.refusal == nil }
        guard let first = servable.first ?? candidates.first else { return false }
        if let refusal = first.refusal {
            outcome = .refused(refusal, first.customer)
        } else if servable.count == 1 {
            if let account {
                try become(account, shopper: first.shopper, resolver: &resolver)
            } else {
                var holding = try Self.holding(of: first, resolver: &resolver)
                holding.shopper = first.shopper
                try identify(holding, policy, resolver: &resolver)
            }
        } else {
            var messages: [String] = []
            if let account { messages = try resolver.details(of: account).choiceMessages }
            outcome = .choose(servable, messages: messages)
        }
        return true
    }

    /// What the directory holds of a candidate.
    private static func holding<R: Resolver>(
        of candidate: Candidate, resolver: inout R
    ) throws(ResolverError) -> Holding {
        let number = Identifier(
            kind: .memberNumber, value: Bytes(candidate.customer.number.span))
        if case .customer(let holding) = try resolver.holder(of: number) { return holding }
        return Holding(customer: candidate.customer, key: 0)
    }
}
