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
        ofRoom room: String, guests: [Candidate], from source: Event.Source,
        policy: ShopperPolicy, resolver: inout R
    ) -> Event {
        var event = Event.typed(source)
        event.identifier = Identifier(kind: .room, room)
        do throws(ResolverError) {
            _ = try event.choose(among: guests, policy, resolver: &resolver)
        } catch {
            event.isDirectoryUnavailable = true
        }
        return event
    }

    /// The event of the customers found by name. It names no identifier, only its kind. One alone
    /// is identified as by number: refused, asked for a shopper or not, as the lane's policy is.
    public func event<R: Resolver>(
        ofNamed found: NamedCustomers, from source: Event.Source, policy: ShopperPolicy,
        resolver: inout R
    ) -> Event {
        var event = Event.typed(source)
        event.identifier = Identifier(kind: .memberNumber, value: Bytes())
        let servable = found.customers.filter { $0.holding.refusal == nil }
        do throws(ResolverError) {
            if servable.count > 1 || found.isCut && !servable.isEmpty {
                var candidates: [Candidate] = []
                for customer in servable {
                    candidates += try customer.candidates(policy, &resolver)
                }
                let most = NamedCustomers.maxCandidates
                event.isCut = found.isCut || candidates.count > most
                event.outcome = .choose(Array(candidates.prefix(most)), messages: [])
            } else if let only = servable.first ?? found.customers.first {
                try event.identify(only.named(policy), policy, resolver: &resolver)
            }
        } catch {
            event.isDirectoryUnavailable = true
        }
        return event
    }
}

/// The customers whose names, or whose shoppers' names, begin as the cashier typed.
public struct NamedCustomers: Sendable {
    /// At most this many are asked about: whoever types a name that more have, types more of it.
    public static let maxCandidates = 20

    /// A customer, and those of the shoppers whose own names begin so.
    public struct Named: Sendable {
        public var holding: Holding
        public var shoppers: [Candidate]

        public init(_ holding: Holding, shoppers: [Candidate]) {
            self.holding = holding
            self.shoppers = shoppers
        }

        /// The customer; with the shopper whose name it is, unless the lane wants to be asked.
        fileprivate func named(_ policy: ShopperPolicy) -> Holding {
            var named = holding
            if policy != .ask, named.shopper == nil, shoppers.count == 1 {
                named.shopper = shoppers[0].shopper
            }
            return named
        }

        /// The customer as one of several: where the lane wants to be asked for shoppers, each of
        /// those whose name it is, or all.
        fileprivate func candidates<R: Resolver>(
            _ policy: ShopperPolicy, _ resolver: inout R
        ) throws(ResolverError) -> [Candidate] {
            guard policy == .ask, holding.shopper == nil, holding.shopperCount > 1 else {
                return [named(policy).asCandidate]
            }
            let people = shoppers.isEmpty ? try resolver.shoppers(of: holding) : shoppers
            return people.map { person in
                var own = holding
                own.shopper = person.shopper
                return own.asCandidate
            }
        }
    }

    public var customers: [Named]
    /// Whether more customers have such a name.
    public var isCut: Bool

    public init(_ customers: [Named], isCut: Bool) {
        self.customers = customers
        self.isCut = isCut
    }
}
