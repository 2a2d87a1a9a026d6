import Identity
import LaneLink
import Recognition

/// From an identifier to the outcome: who holds it, whether they may be served, and whom the cashier is to choose among.
extension EventBody {
    /// An identifier that a rule calls impersonal; the directory may know that it is not to be used.
    func bearer<R: Resolver>(
        _ identifier: Identifier, resolver: inout R, into body: inout LineBuffer
    ) -> OutcomeKind {
        if case .refused(let refusal)? = try? resolver.holder(of: identifier) {
            return refused(identifier, nil, refusal, into: &body)
        }
        return bearer(identifier, into: &body)
    }

    /// An identifier that a rule calls an employee's; the directory may know whose, or that it is not to be used.
    func staff<R: Resolver>(
        _ identifier: Identifier, resolver: inout R, into body: inout LineBuffer
    ) -> OutcomeKind {
        let holder = try? resolver.holder(of: identifier)
        if case .refused(let refusal)? = holder {
            return refused(identifier, nil, refusal, into: &body)
        }
        begin(.staff, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        if case .staff(let name)? = holder { body.employee(name: name.span) }
        return .staff
    }

    /// An identifier that a rule or the cashier named: nobody's is `unknown`.
    func resolve<R: Resolver>(
        _ identifier: Identifier, resolver: inout R, into body: inout LineBuffer
    ) -> OutcomeKind {
        do throws(ResolverError) {
            let holder = try resolver.holder(of: identifier)
            if let outcome = try held(identifier, by: holder, resolver: &resolver, into: &body) {
                return outcome
            }
            return unknown(identifier, into: &body)
        } catch {
            let outcome = unknown(identifier, into: &body)
            unavailable(&body)
            return outcome
        }
    }

    /// A reading that no rule claims: its spellings are looked up in order.
    func resolve<R: Resolver>(
        _ spellings: Spellings, of text: Span<UInt8>, resolver: inout R,
        into body: inout LineBuffer
    ) -> OutcomeKind {
        do throws(ResolverError) {
            for index in 0..<spellings.count {
                let identifier = spellings[index]
                let holder = try resolver.holder(of: identifier)
                if let outcome = try held(identifier, by: holder, resolver: &resolver, into: &body)
                {
                    return outcome
                }
            }
            return unclaimed(spellings, text, into: &body)
        } catch {
            let outcome = unclaimed(spellings, text, into: &body)
            unavailable(&body)
            return outcome
        }
    }

    private func unclaimed(
        _ spellings: Spellings, _ text: Span<UInt8>,
        into body: inout LineBuffer
    ) -> OutcomeKind {
        if kind == .barcode { return read(text, into: &body) }
        // A text longer than an identifier can be is nobody's; it is delivered as it is.
        if spellings.count == 0 { return read(text, into: &body) }
        return unknown(spellings[0], into: &body)
    }

    /// Writes what comes of a holder; nil, and nothing written, where there is none.
    private func held<R: Resolver>(
        _ identifier: Identifier, by holder: Holder, resolver: inout R,
        into body: inout LineBuffer
    ) throws(ResolverError) -> OutcomeKind? {
        switch holder {
        case .nobody: return nil
        case .pending:
            let outcome = unknown(identifier, into: &body)
            body.member("pending", bool: true)
            body.member("message", word: "Captured, and not taken over into the directory yet")
            return outcome
        case .refused(let refusal): return refused(identifier, nil, refusal, into: &body)
        case .bearer: return bearer(identifier, into: &body)
        case .staff(let name):
            begin(.staff, &body)
            self.identifier(kind: identifier.kind, identifier.value, &body)
            body.employee(name: name.span)
            return .staff
        case .several:
            let candidates = try resolver.candidates(for: identifier)
            return try choice(
                identifier, among: candidates, resolver: &resolver, into: &body)
        case .customer(let holding):
            return try customer(identifier, holding, resolver: &resolver, into: &body)
        }
    }

    private func customer<R: Resolver>(
        _ identifier: Identifier, _ holding: Holding, resolver: inout R,
        into body: inout LineBuffer
    ) throws(ResolverError) -> OutcomeKind {
        if let refusal = holding.refusal {
            return refused(identifier, holding.customer, refusal, into: &body)
        }
        guard holding.shopper == nil, holding.shopperCount > 1, origin.shopper != .account
        else { return try identified(identifier, holding, resolver: &resolver, into: &body) }
        let shoppers = try resolver.shoppers(of: holding)
        if origin.shopper == .ask,
            let outcome = try choice(
                identifier, among: shoppers, holding, resolver: &resolver, into: &body)
        {
            return outcome
        }
        var holding = holding
        holding.shopper = shoppers.first?.shopper
        return try identified(identifier, holding, resolver: &resolver, into: &body)
    }

    /// The candidates who may be served; one alone is identified, and none is refused for the first one's reason.
    /// - Parameter account: The customer whose shoppers they are; nil where they are different customers.
    func choice<R: Resolver>(
        _ identifier: Identifier, among candidates: [Candidate], _ account: Holding? = nil,
        resolver: inout R, into body: inout LineBuffer
    ) throws(ResolverError) -> OutcomeKind? {
        let servable = candidates.filter { $0.refusal == nil }
        guard let first = servable.first ?? candidates.first else { return nil }
        if let refusal = first.refusal {
            return refused(identifier, first.customer, refusal, into: &body)
        }
        if servable.count == 1 {
            var holding: Holding
            if let account {
                holding = account
            } else {
                holding = try self.account(of: first, resolver: &resolver)
            }
            holding.shopper = first.shopper
            return try identified(identifier, holding, resolver: &resolver, into: &body)
        }
        var messages: [String] = []
        if let account { messages = try resolver.details(of: account).choiceMessages }
        begin(.choose, &body)
        self.identifier(kind: identifier.kind, identifier.value, &body)
        body.candidates(servable)
        if !messages.isEmpty {
            body.member("message", string: messages.joined(separator: "\n"))
        }
        origin.desk?.note(choiceOf: origin.lane, into: &body)
        return .choose
    }

    /// What the directory holds of a candidate.
    private func account<R: Resolver>(
        of candidate: Candidate, resolver: inout R
    ) throws(ResolverError) -> Holding {
        let number = Identifier(
            kind: .memberNumber, value: Bytes(candidate.customer.number.span))
        if case .customer(let holding) = try resolver.holder(of: number) { return holding }
        return Holding(customer: candidate.customer, key: 0)
    }
}
