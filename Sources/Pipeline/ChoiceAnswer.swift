public import Identity

/// Why a choice cannot be answered as the lane wants it.
public enum ChoiceError: Error, Equatable, Sendable {
    /// The choice has no such candidate, or the candidate is no longer in the directory.
    case noSuchCandidate
    /// The directory cannot be asked.
    case unavailable(ResolverError)
}

extension EventPipeline {
    /// The event that answers a choice. The customer is looked up anew, because what was chosen
    /// from may have changed since.
    /// - Parameter choice: The `choose` event of number `sequence`.
    public func answer<R: Resolver>(
        to choice: Event, of sequence: Int64, candidate id: String, from source: Event.Source,
        resolver: inout R
    ) throws(ChoiceError) -> Event {
        guard case .choose(let candidates, _) = choice.outcome,
            let candidate = candidates.first(where: { $0.id == id })
        else { throw .noSuchCandidate }
        var event = Event(
            source, outcome: .read, entryMode: choice.entryMode, kind: choice.kind,
            symbology: choice.symbology, identifier: choice.identifier)
        event.replyTo = sequence
        event.ticket = choice.ticket
        do throws(ResolverError) {
            let number = Identifier(
                kind: .memberNumber, value: Bytes(candidate.customer.number.span))
            guard case .customer(let holding) = try resolver.holder(of: number) else {
                throw Self.gone
            }
            if let refusal = holding.refusal {
                event.outcome = .refused(refusal, holding.customer)
                event.ticket = nil
                return event
            }
            var shopper: Shopper?
            if let wanted = candidate.shopper?.number {
                let shoppers = try resolver.shoppers(of: holding)
                guard let found = shoppers.first(where: { $0.shopper?.number == wanted }) else {
                    throw Self.gone
                }
                shopper = found.shopper
            }
            try event.become(holding, shopper: shopper, resolver: &resolver)
            return event
        } catch {
            throw error == Self.gone ? .noSuchCandidate : .unavailable(error)
        }
    }

    private static let gone = ResolverError("the candidate is no longer in the directory")
}
