import Configuration
import Devices
import Identity
import Journal
package import LaneLink
package import Transport

/// Who may call what: the one place that decides it, by the table `MethodParameters.rights`.
package struct CallRights {
    let rules: HouseRules
    let access: AccessList
    let events: EventLog
    let attachments: Attachments

    /// Refuses a call that this caller may not make.
    package func check(_ request: Request, of peer: PeerCredentials) throws(LaneError) {
        guard !access.isOwner(peer) else { return }
        guard access.allows(peer), let right = MethodParameters.rights[request.method] else {
            throw .notAllowed("call \(request.method)")
        }
        switch right {
        case .anybody: return
        case .anyLane:
            guard rules.lanes.contains(where: { $0.allows(peer) }) else {
                throw .notAllowed("call \(request.method): it is no user of any lane")
            }
        case .lane: try checkLane(of: request, peer)
        case .technician: try checkTechnician(request, peer)
        case .laneTechnician:
            try checkTechnician(request, peer)
            try checkLane(of: request, peer)
        }
    }

    private func checkTechnician(
        _ request: Request, _ peer: PeerCredentials
    ) throws(LaneError) {
        guard access.allowsTests(peer) else { throw .notAllowed("call \(request.method)") }
    }

    /// A lane, event or device that is not there is named by who answers the call.
    private func checkLane(of request: Request, _ peer: PeerCredentials) throws(LaneError) {
        guard let name = try lane(of: request.call), !rules.lets(peer, see: name) else { return }
        throw .notAllowed("call \(request.method) for lane \(name)")
    }

    private func lane(of call: Request.Call) throws(LaneError) -> String? {
        switch call {
        case .subscribe(let wish): wish.lane
        case .unsubscribe(let lane), .ack(let lane, _), .identify(let lane, _): lane
        case .capture(let wish): wish.lane
        case .redeemGrant(let wish): wish.lane
        case .voidGrant(let wish): wish.lane
        case .ticket(let call): call.lane
        case .choose(let event, _): try events.event(event).map { String($0.source.lane) }
        case .feedback(let device, _), .test(let device, _):
            attachments.device(named: device)?.report.lane
        case .search, .customer, .visits, .grants, .devices, .status, .ping: nil
        }
    }
}
