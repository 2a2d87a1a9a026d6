import Identity
import LaneLink

/// The event that answers a `choose`. The customer is looked up anew: what was chosen from may have changed since.
extension Pipeline {
    /// - Throws: `LaneError.noSuchCandidate` where the choice has no such candidate, or the customer is gone;
    ///   `directoryUnavailable` where the directory cannot be asked.
    func run<R: Resolver>(
        _ choice: StoredChoice, of sequence: Int64, candidate: String,
        from origin: Origin, resolver: inout R, into body: inout LineBuffer
    ) throws(LaneError) -> OutcomeKind {
        guard let option = choice.candidates.first(where: { $0.id == candidate }) else {
            throw .noSuchCandidate(candidate)
        }
        var event = EventBody(
            origin: origin, entryMode: choice.entryMode, kind: choice.kind,
            symbology: choice.symbology)
        event.replyTo = sequence
        event.ticket = choice.ticket
        do throws(ResolverError) {
            let number = Identifier(
                kind: .memberNumber, value: Bytes(option.customerNumber.span))
            guard case .customer(var holding) = try resolver.holder(of: number) else {
                throw LaneFailure.gone
            }
            if let refusal = holding.refusal {
                return event.refused(choice.identifier, holding.customer, refusal, into: &body)
            }
            guard let wanted = option.shopperNumber else {
                holding.shopper = nil
                return try event.identified(
                    choice.identifier, holding, resolver: &resolver, into: &body)
            }
            let shoppers = try resolver.shoppers(of: holding)
            guard let found = shoppers.first(where: { $0.shopper?.number == wanted }) else {
                throw LaneFailure.gone
            }
            holding.shopper = found.shopper
            return try event.identified(
                choice.identifier, holding, resolver: &resolver, into: &body)
        } catch {
            if error == LaneFailure.gone { throw .noSuchCandidate(candidate) }
            throw .directoryUnavailable(error.description)
        }
    }

    private enum LaneFailure {
        static let gone = ResolverError("the candidate is no longer in the directory")
    }
}
