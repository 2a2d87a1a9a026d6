import Configuration
import Identity
import Journal
import LaneLink
import Pipeline
import Transport

/// `identify` and `choose`: what the cashier types or answers becomes an event.
package struct IdentificationHandler {
    let rules: HouseRules
    let publisher: EventPublisher
    let clock: WallClock

    /// The event of what the cashier typed.
    func identify(
        _ by: Request.Identify, lane name: String, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let lane = try rules.lane(name, of: caller)
        let source = Event.Source(lane: lane.bytes, device: Bytes(), time: clock.now)
        if case .code(let code, let kind) = by {
            return .event(identify(code, kind, source, lane.shopper))
        }
        var event = try typed(by, source, lane.shopper)
        return .event(publisher.publish(&event, reading: Span()))
    }

    /// A typed code goes the way of a read one.
    private func identify(
        _ code: String, _ kind: ReadingKind, _ source: Event.Source, _ policy: ShopperPolicy
    ) -> Int64? {
        // A telephone is typed as the store's neighbours write it.
        let text = (kind == .phone ? rules.international(code) : nil) ?? code
        var reading = Reading(kind: kind, entryMode: .keyed, text: Array(text.utf8).span)
        if kind == .magstripe { reading.tracks[2] = .init(start: 0, end: reading.text.count) }
        var directory = publisher.directory
        guard
            var event = rules.pipeline.event(
                of: &reading, from: source, policy: policy, resolver: &directory)
        else { return nil }
        return publisher.publish(&event, reading: reading.text.span)
    }

    private func typed(
        _ by: Request.Identify, _ source: Event.Source, _ policy: ShopperPolicy
    ) throws(LaneError) -> Event {
        let pipeline = rules.pipeline
        var directory = publisher.directory
        switch by {
        case .number(let number):
            return pipeline.stopped(number, from: source)
                ?? pipeline.event(
                    ofNumber: Bytes(number), from: source, policy: policy, resolver: &directory)
        case .room(let room, let name):
            if let stopped = pipeline.stopped(room, name, from: source) { return stopped }
            let guests = try directory.guests(of: room, named: name)
            return pipeline.event(
                ofRoom: room, guests: guests, from: source, policy: policy, resolver: &directory)
        case .name(let name):
            if let stopped = pipeline.stopped(name, from: source) { return stopped }
            let found = try directory.customers(named: name)
            return pipeline.event(
                ofNamed: found, from: source, policy: policy, resolver: &directory)
        case .code: preconditionFailure("a code has a reading of its own")
        }
    }

    /// The event that answers a choice, once.
    func choose(
        _ sequence: Int64, _ candidate: String, _ caller: LaneConnection
    ) throws(LaneError) -> Reply {
        let events = publisher.events
        guard let choice = try events.event(sequence) else { throw .noSuchEvent(sequence) }
        let lane = try rules.lane(String(choice.source.lane), of: caller)
        guard case .choose = choice.outcome, try !events.isAnswered(sequence) else {
            throw .staleChoice(sequence)
        }
        let source = Event.Source(
            lane: lane.bytes, device: choice.source.device, time: clock.now)
        var directory = publisher.directory
        do throws(ChoiceError) {
            var event = try rules.pipeline.answer(
                to: choice, of: sequence, candidate: candidate, from: source,
                resolver: &directory)
            return .event(publisher.publish(&event, reading: Span()))
        } catch {
            switch error {
            case .noSuchCandidate: throw .noSuchCandidate(candidate)
            case .unavailable(let reason): throw .directoryUnavailable(reason.description)
            }
        }
    }
}
