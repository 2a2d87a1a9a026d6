import Configuration
import Directory
import Identity
import LaneLink

/// `grants`, `grant.redeem` and `grant.void`: grants that several customers have together, where
/// settings switch benefits on.
package struct GrantHandler {
    let rules: HouseRules
    let directory: DirectoryKeeper

    /// What a customer may redeem now; nothing for one who may not be served.
    func grants(of customer: String) throws(LaneError) -> Reply {
        try requireBenefits()
        let found = try directory.grants(of: customer)
        return Reply { line, id, _ in
            line.reply(id, grants: found.grants, refusal: found.refusal)
        }
    }

    func redeem(_ wish: Request.Redeem, _ caller: LaneConnection) throws(LaneError) -> Reply {
        try requireBenefits()
        let lane = try rules.lane(wish.lane, of: caller)
        let made = try directory.redeem(
            WantedRedemption(
                of: wish.grant, by: wish.customer, lane: lane.name, ticket: wish.ticket,
                key: wish.key))
        return Reply { line, id, _ in line.reply(id, redemption: made) }
    }

    func void(_ wish: Request.VoidGrant, _ caller: LaneConnection) throws(LaneError) -> Reply {
        try requireBenefits()
        let lane = try rules.lane(wish.lane, of: caller)
        let voided = try directory.void(VoidedPart(wish.part), of: lane.name)
        return Reply { line, id, _ in
            line.reply(id, restored: voided.restored, redemptions: voided.redemptions)
        }
    }

    private func requireBenefits() throws(LaneError) {
        guard rules.hasBenefits else { throw .notEnabled("benefits") }
    }
}

extension VoidedPart {
    fileprivate init(_ part: Request.VoidGrant.Part) {
        switch part {
        case .ticket(let ticket): self = .ticket(ticket)
        case .key(let key): self = .key(key)
        }
    }
}
