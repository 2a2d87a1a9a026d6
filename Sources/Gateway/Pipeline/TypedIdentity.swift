import Identity
import LaneLink
import Recognition

/// What comes of customers whom the cashier typed by room or name: both are found as candidates, not as an identifier.
extension Pipeline {
    /// What the payment-card guard makes of a text that somebody typed.
    func verdict(ofTyped text: String) -> PaymentCardGuard.Judgement {
        recogniser.cardGuard.judge(
            Reading(kind: .barcode, entryMode: .keyed, text: Array(text.utf8).span))
    }

    /// The event of a number, room or name that the payment-card guard stops, which so is looked up nowhere; nil, and
    /// nothing written, for any other.
    func stopped(
        _ texts: String..., from origin: Origin, into body: inout LineBuffer
    ) -> OutcomeKind? {
        let event = EventBody(origin: origin, entryMode: .keyed, kind: nil)
        for text in texts {
            switch verdict(ofTyped: text) {
            case .clear: continue
            case .licence: return event.refused(Refusal(reason: .licence), into: &body)
            case .paymentCard: return event.suppressed(into: &body)
            }
        }
        return nil
    }

    /// The guests of a room.
    func run<R: Resolver>(
        room: String, guests: [Candidate], from origin: Origin, resolver: inout R,
        into body: inout LineBuffer
    ) -> OutcomeKind {
        run(Identifier(kind: .room, room), among: guests, origin, &resolver, &body)
    }

    /// The customers found by name. The event names no identifier, for a name is none: only its kind.
    func run<R: Resolver>(
        named found: [Candidate], from origin: Origin, resolver: inout R,
        into body: inout LineBuffer
    ) -> OutcomeKind {
        let none = Identifier(kind: .memberNumber, value: Bytes())
        return run(none, among: found, origin, &resolver, &body)
    }

    private func run<R: Resolver>(
        _ identifier: Identifier, among candidates: [Candidate], _ origin: Origin,
        _ resolver: inout R, _ body: inout LineBuffer
    ) -> OutcomeKind {
        let event = EventBody(origin: origin, entryMode: .keyed, kind: nil)
        do throws(ResolverError) {
            let outcome = try event.choice(
                identifier, among: candidates, resolver: &resolver, into: &body)
            return outcome ?? event.unknown(identifier, into: &body)
        } catch {
            let outcome = event.unknown(identifier, into: &body)
            event.unavailable(&body)
            return outcome
        }
    }
}
