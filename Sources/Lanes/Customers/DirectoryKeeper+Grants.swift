import Directory
import Identity
import Journal
import LaneLink
import SQLite

extension DirectoryKeeper {
    func grants(
        of number: String
    ) throws(LaneError) -> (grants: [ShownGrant], refusal: Refusal?) {
        do {
            let directory = try opened()
            guard let holding = try directory.customer(number: Bytes(number)) else {
                throw LaneError.noSuchCustomer
            }
            guard holding.refusal == nil else { return ([], holding.refusal) }
            let grants = try directory.redeemable(by: number).map {
                ShownGrant(grant: $0.grant, what: $0.what, left: $0.left, to: $0.to)
            }
            return (grants, nil)
        } catch let error as LaneError {
            throw error
        } catch {
            throw LaneError(directory: error)
        }
    }

    /// Takes one use. Waits at most 5 ms for another program that writes; what cannot be written is
    /// not redeemed.
    func redeem(_ wanted: WantedRedemption) throws(LaneError) -> ShownRedemption {
        do {
            return ShownRedemption(
                try opened().redeem(wanted, by: "lane \(wanted.lane)").redemption)
        } catch DatabaseError.refused(let refusal as ChangeRefusal) {
            throw LaneError(refusal)
        } catch {
            throw LaneError(directory: error)
        }
    }

    /// Gives uses back. Waits as `redeem(_:)` does.
    func void(
        _ part: VoidedPart, of lane: String
    ) throws(LaneError) -> (restored: Int, redemptions: [ShownRedemption]) {
        do {
            let voided = try opened().void(part, of: lane, by: "lane \(lane)").voided
            return (voided.restored, voided.redemptions.map(ShownRedemption.init))
        } catch {
            throw LaneError(directory: error)
        }
    }
}

extension ShownRedemption {
    fileprivate init(_ made: Redemption) {
        self.init(
            grant: made.grant, customer: made.customer, lane: made.lane, ticket: made.ticket,
            key: made.key, time: WallTime(secondsSinceEpoch: made.at),
            isUndone: made.state == .undone, left: made.left)
    }
}

extension LaneError {
    fileprivate init(_ refusal: ChangeRefusal) {
        switch refusal {
        case .noSuch("grant", let name): self = .noSuchGrant(name)
        case .noSuch("customer", _): self = .noSuchCustomer
        case .grant(let reason): self = .refusedGrant(GrantFault(reason))
        default: self = .directoryUnavailable("\(refusal)")
        }
    }
}

extension GrantFault {
    fileprivate init(_ refusal: GrantRefusal) {
        let word: Word
        var use: Use?
        switch refusal {
        case .redeemed(_, let last):
            word = .redeemed
            use = last.map {
                Use(
                    time: WallTime(secondsSinceEpoch: $0.at), lane: $0.lane, customer: $0.customer)
            }
        case .notGiven: word = .notGiven
        case .notYetValid: word = .notYetValid
        case .expired: word = .expired
        case .notServed: word = .notServed
        case .keyTaken: word = .keyTaken
        }
        self.init(word, refusal.description, use: use)
    }
}
