import Directory
import Identity
import LaneLink
import SQLite

/// What lanes ask for.
extension Gateway {
    func handle(_ request: Request, from connection: LaneConnection) {
        do throws(LaneError) {
            try answer(request, from: connection)
        } catch {
            if let id = request.id { connection.send { $0.reply(id, error: error) } }
        }
    }

    private func answer(
        _ request: Request, from connection: LaneConnection
    ) throws(LaneError) {
        let id = request.id
        switch request.call {
        case .ping: done(id, connection)
        case .subscribe(let wish): try subscribe(wish, id, connection)
        case .unsubscribe(let lane):
            guard connection.removeSubscription(lane: lane) else {
                throw .notSubscribed(lane: lane)
            }
            done(id, connection)
        case .ack(let lane, let sequence):
            try acknowledge(lane, sequence, connection)
            done(id, connection)
        case .devices:
            let reports = attachments.reports
            if let id { connection.send { $0.reply(id, devices: reports) } }
        case .test(let device): try test(device, id, connection)
        case .search(let text, let limit):
            let found = try directory.search(text, limit: limit)
            if let id { connection.send { $0.reply(id, customers: found) } }
        case .customer(let number):
            let shown = try directory.shown(number)
            if let id { connection.send { $0.reply(id, customer: shown) } }
        case .capture(let wish): try capture(wish, id, connection)
        case .grants(let customer): try grants(of: customer, id, connection)
        case .redeemGrant(let wish): try redeem(wish, id, connection)
        case .voidGrant(let wish): try void(wish, id, connection)
        case .visits(let number, let before): try visits(of: number, before, id, connection)
        case .identify(let lane, let by): try identify(by, lane, id, connection)
        case .choose(let event, let candidate): try choose(event, candidate, id, connection)
        case .ticket(let call): try ticket(call, id, connection)
        case .feedback(let device, let signal):
            try feedback(device, signal)
            done(id, connection)
        }
    }

    private func done(_ id: RequestID?, _ connection: LaneConnection) {
        if let id { connection.send { $0.reply(id) } }
    }

    // MARK: Subscribing

    private func subscribe(
        _ wish: Request.Subscribe, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        guard let lane = lanes.first(where: { $0.name == wish.lane }) else {
            throw .noSuchLane(wish.lane)
        }
        guard lane.allows(connection.peer) else { throw .notAllowed("subscribe to \(wish.lane)") }
        try requireNoPaymentCard(wish.client, in: "client")
        guard connection.subscriptions.count < LaneConnection.mostSubscriptions else {
            throw .tooMany("subscriptions on one connection")
        }
        var subscription = Subscription(id: connection.nextSubscriptionID(), wish)
        let (resume, count) = try resume(&subscription, wish)
        server.replaceOthers(than: connection, lane: wish.lane, client: wish.client)
        connection.add(subscription)
        if let id {
            connection.send {
                $0.reply(
                    id, instance: events.instance, sequence: events.committed, resume: resume,
                    count: count)
            }
        }
    }

    /// Where the subscription begins: what was missed is replayed if the journal still has all of it.
    private func resume(
        _ subscription: inout Subscription, _ wish: Request.Subscribe
    ) throws(LaneError) -> (Resume, count: Int) {
        let from: Int64
        switch wish.after {
        case nil:
            try events.rememberStart(lane: wish.lane, client: wish.client)
            return (.nothingMissed, 0)
        case .event(let instance, let sequence):
            guard instance == events.instance, sequence <= events.committed else {
                return (.cannotReplay, 0)
            }
            from = sequence
        case .acknowledged:
            guard let last = try events.acknowledged(lane: wish.lane, client: wish.client) else {
                try events.rememberStart(lane: wish.lane, client: wish.client)
                return (.nothingMissed, 0)
            }
            from = last
        }
        guard try events.holdsEverything(of: wish.lane, after: from) else {
            return (.cannotReplay, 0)
        }
        var count = 0
        let wants = subscription
        try events.replay(lane: wish.lane, after: from, limit: .max) { _, _, outcome, device, _ in
            if wants.wants(outcome, of: Bytes(device)) { count += 1 }
        }
        subscription.previous = from > 0 ? from : nil
        guard count > 0 else { return (.nothingMissed, 0) }
        subscription.replayedTo = from
        return (.replayed, count)
    }

    private func acknowledge(
        _ lane: String, _ sequence: Int64, _ connection: LaneConnection
    ) throws(LaneError) {
        let clients = connection.subscriptions.filter { $0.lane == lane }.map(\.client)
        guard !clients.isEmpty else { throw .notSubscribed(lane: lane) }
        guard sequence <= events.committed else {
            throw .invalidParameter(field: "seq", "is later than the last event")
        }
        for client in clients {
            try events.acknowledge(lane: lane, client: client, sequence: sequence)
        }
    }

    // MARK: Customers

    private func identify(
        _ by: Request.Identify, _ lane: String, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        let lane = try subscribed(lane, connection)
        let origin = origin(lane, device: Bytes())
        let sequence = try publish(origin) { (body) throws(LaneError) in
            switch by {
            case .number(let number):
                if let stopped = pipeline.stopped(number, from: origin, into: &body) {
                    return stopped
                }
                return pipeline.run(
                    number: Bytes(number), from: origin, resolver: &directory, into: &body)
            case .code(let code, let kind):
                // A telephone is typed as the store's neighbours write it.
                let international =
                    kind == .phone ? international(code) : nil
                var reading = Reading(
                    kind: kind, entryMode: .keyed, text: Array((international ?? code).utf8).span)
                if kind == .magstripe {
                    reading.tracks[2] = .init(start: 0, end: reading.text.count)
                }
                return pipeline.run(&reading, from: origin, resolver: &directory, into: &body)
            case .room(let room, let name):
                if let stopped = pipeline.stopped(room, name, from: origin, into: &body) {
                    return stopped
                }
                let guests = try directory.guests(of: room, named: name)
                return pipeline.run(
                    room: room, guests: guests, from: origin, resolver: &directory, into: &body)
            case .name(let name):
                if let stopped = pipeline.stopped(name, from: origin, into: &body) {
                    return stopped
                }
                let found = try directory.candidates(named: name)
                return pipeline.run(
                    named: found, from: origin, resolver: &directory, into: &body)
            }
        }
        guard let id else { return }
        guard let sequence else { return connection.send { $0.reply(id) } }
        connection.send { $0.reply(id, sequence: sequence) }
    }

    private func choose(
        _ event: Int64, _ candidate: String, _ id: RequestID?, _ connection: LaneConnection
    ) throws(LaneError) {
        guard let stored = try events.event(event) else { throw .noSuchEvent(event) }
        let lane = try subscribed(stored.lane, connection)
        guard let choice = StoredChoice(body: stored.body.span),
            try !events.isAnswered(event, lane: stored.lane)
        else { throw .staleChoice(event) }
        let origin = origin(lane, device: choice.device)
        let sequence = try publish(origin) { (body) throws(LaneError) in
            try pipeline.run(
                choice, of: event, candidate: candidate, from: origin, resolver: &directory,
                into: &body)
        }
        events.noteAnswer(to: event)
        guard let id, let sequence else { return }
        connection.send { $0.reply(id, sequence: sequence) }
    }

    /// What is typed or answered at a lane now.
    private func origin(_ lane: Lane, device: Bytes<32>) -> Pipeline.Origin {
        var origin = Pipeline.Origin(
            lane: lane.bytes, device: device, time: wallTime, shopper: lane.shopper)
        origin.desk = tickets
        return origin
    }

    func subscribed(
        _ name: String, _ connection: LaneConnection
    ) throws(LaneError) -> Lane {
        guard let lane = lanes.first(where: { $0.name == name }) else { throw .noSuchLane(name) }
        guard connection.subscriptions.contains(where: { $0.lane == name }) else {
            throw .notSubscribed(lane: name)
        }
        return lane
    }

    // MARK: Devices

    private func feedback(_ name: String, _ signal: Request.Signal) throws(LaneError) {
        guard let device = attachments.device(named: name) else {
            throw .noSuchDevice(name)
        }
        guard device.signal(signal) else { throw .noFeedback(name) }
    }
}
