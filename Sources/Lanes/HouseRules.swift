package import Configuration
import Identity
import LaneLink
package import Pipeline
import Recognition
import Transport

/// What settings say of lanes and recognition, as it holds now. A reload changes it in this one
/// place.
package final class HouseRules {
    package var pipeline: EventPipeline
    package var lanes: [Lane]
    package var hasBenefits: Bool
    private let telephones: TelephoneNumbers

    package init(_ settings: Settings, lanes: [Lane]) throws(SettingsProblems) {
        pipeline = EventPipeline(recogniser: try settings.recogniser())
        self.lanes = lanes
        hasBenefits = settings.hasBenefits
        telephones = settings.telephones ?? TelephoneNumbers()
    }

    /// The lane of that name, for a caller who subscribed to it.
    func lane(_ name: String, of caller: LaneConnection) throws(LaneError) -> Lane {
        guard let lane = lanes.first(where: { $0.name == name }) else { throw .noSuchLane(name) }
        guard caller.subscriptions.contains(where: { $0.lane == name }) else {
            throw .notSubscribed(lane: name)
        }
        return lane
    }

    /// Whether a lane's events are for this peer. One that settings do not name any more was
    /// everybody's.
    func lets(_ peer: PeerCredentials, see lane: String) -> Bool {
        lanes.first { $0.name == lane }?.allows(peer) ?? true
    }

    /// A typed telephone number in international form; nil where it has none.
    func international(_ number: String) -> String? { telephones.international(number) }

    /// Whether a text may be a payment card's number.
    package func isPaymentCard(_ text: Span<UInt8>) -> Bool {
        pipeline.recogniser.cardGuard.judge(typed: text) != .clear
    }

    /// Takes what may be the number of a payment card, and licences, out of a request's line.
    func screen(_ line: inout [UInt8]) {
        let cardGuard = pipeline.recogniser.cardGuard
        RequestScreen.screen(&line) { text in
            switch cardGuard.judge(typed: text.extracting(0..<text.count)) {
            case .clear: nil
            case .licence: .licence
            case .paymentCard: .paymentCard
            }
        }
    }
}
