import Configuration
import Devices
import Identity
import Journal
import LaneLink

/// `subscribe`, `unsubscribe` and `ack`.
package struct SubscriptionHandler {
    let rules: HouseRules
    let events: EventLog
    let attachments: Attachments
    unowned let server: LaneServer

    func subscribe(
        _ wish: Request.Subscribe, _ id: RequestID?, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        guard rules.lanes.contains(where: { $0.name == wish.lane }) else {
            throw .noSuchLane(wish.lane)
        }
        for device in wish.devices ?? [] where !attachments.mayName(device) {
            throw .noSuchDevice(device)
        }
        guard caller.subscriptions.count < LaneConnection.maxSubscriptions else {
            throw .tooMany("subscriptions on one connection")
        }
        var subscription = Subscription(id: caller.nextSubscriptionID(), wish)
        let (resume, from) = try start(wish)
        if let from {
            subscription.previous = from > 0 ? from : nil
            subscription.replayedTo = from
            subscription.count = .init(id: id, through: events.committed, next: from)
        }
        server.replaceOthers(than: caller, lane: wish.lane, client: wish.client)
        caller.add(subscription)
        // Missed events are counted in pieces; the first piece is nearly always the last one.
        guard from == nil else {
            do throws(LaneError) {
                try caller.countPiece(in: caller.subscriptions.count - 1)
            } catch {
                caller.removeSubscription(lane: wish.lane)
                throw error
            }
            return .later
        }
        let (instance, sequence) = (events.instance, events.committed)
        return Reply { line, id, _ in
            line.reply(id, instance: instance, sequence: sequence, resume: resume, count: 0)
        }
    }

    /// Where the subscription begins.
    /// - Returns: The number after which events were missed, if the journal still has all of them;
    ///   nil where the subscription begins with the next event.
    private func start(_ wish: Request.Subscribe) throws(LaneError) -> (Resume, from: Int64?) {
        let from: Int64
        switch wish.after {
        case nil:
            try events.rememberStart(lane: wish.lane, client: wish.client)
            return (.nothingMissed, nil)
        case .event(let instance, let sequence):
            guard instance == events.instance, sequence <= events.committed else {
                return (.cannotReplay, nil)
            }
            from = sequence
        case .acknowledged:
            guard let last = try events.acknowledged(lane: wish.lane, client: wish.client) else {
                try events.rememberKnown(
                    lane: wish.lane, client: wish.client, from: events.committed)
                return (events.followsLost ? .cannotReplay : .nothingMissed, nil)
            }
            try events.rememberKnown(lane: wish.lane, client: wish.client, from: last)
            from = last
        }
        guard try events.holdsEverything(of: wish.lane, after: from) else {
            return (.cannotReplay, nil)
        }
        return (.replayed, from)
    }

    func unsubscribe(lane: String, _ caller: LaneConnection) throws(LaneError) -> Reply {
        guard caller.removeSubscription(lane: lane) else { throw .notSubscribed(lane: lane) }
        return .done
    }

    func acknowledge(
        _ lane: String, _ sequence: Int64, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let clients = caller.subscriptions.filter { $0.lane == lane }.map(\.client)
        guard !clients.isEmpty else { throw .notSubscribed(lane: lane) }
        guard sequence <= events.committed else {
            throw .invalidParameter(field: "seq", "is later than the last event")
        }
        for client in clients {
            try events.acknowledge(lane: lane, client: client, sequence: sequence)
        }
        return .done
    }
}
