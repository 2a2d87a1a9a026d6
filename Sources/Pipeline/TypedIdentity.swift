public import Identity
public import Recognition

/// Customers whom the cashier typed by room or name: both are found as candidates, not by an
/// identifier.
extension EventPipeline {
    /// What the payment-card guard makes of a text that somebody typed.
    public func judgement(ofTyped text: String) -> PaymentCardGuard.Judgement {
        recogniser.cardGuard.judge(
            Reading(kind: .barcode, entryMode: .keyed, text: Array(text.utf8).span))
    }

    /// The event of a typed number, room or name that the payment-card guard stops, which so is
    /// looked up nowhere; nil for any other.
    public func stopped(_ texts: String..., from source: Event.Source) -> Event? {
        var event = Event.typed(source)
        for text in texts {
            switch judgement(ofTyped: text) {
            case .clear: continue
            case .licence: event.outcome = .refused(Refusal(reason: .licence), nil)
            case .paymentCard: event.outcome = .suppressed
            }
            return event
        }
        return nil
    }

    /// The event of the guests of a room.
    public func event<R: Resolver>(
        ofRoom room: String, guests: [Candidate], from source: Event.Source, resolver: inout R
    ) -> Event {
        event(Identifier(kind: .room, room), among: guests, source, &resolver)
    }

    /// The event of the customers found by name. It names no identifier, only its kind.
    public func event<R: Resolver>(
        ofNamed found: [Candidate], from source: Event.Source, resolver: inout R
    ) -> Event {
        event(Identifier(kind: .memberNumber, value: Bytes()), among: found, source, &resolver)
    }

    private func event<R: Resolver>(
        _ identifier: Identifier, among candidates: [Candidate], _ source: Event.Source,
        _ resolver: inout R
    ) -> Event {
        var event = Event.typed(source)
        event.identifier = identifier
        do throws(ResolverError) {
            _ = try event.choose(among: candidates, resolver: &resolver)
        } catch {
            event.isDirectoryUnavailable = true
        }
        return event
    }
}
