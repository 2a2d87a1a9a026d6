import Identity
import LaneLink
import Simulator
import Transport

/// A watch of lanes that outlives the daemon: it waits while the daemon restarts, and goes on
/// behind the last event that it showed.
struct Watcher {
    let path: String
    /// Nil for every lane that has a reader.
    let lane: String?
    let limit: Int
    let asJSON: Bool
    let console: Console

    /// The last event of each lane; a journal's name and the number within it.
    private var places: [String: (instance: String, sequence: Int64)] = [:]
    private var shown = 0

    init(path: String, lane: String?, limit: Int, asJSON: Bool, console: Console) {
        (self.path, self.lane, self.limit) = (path, lane, limit)
        (self.asJSON, self.console) = (asJSON, console)
    }

    /// Watches until `limit` events were shown.
    /// - Throws: What the first connection met; later ones are tried again.
    mutating func run() throws {
        var client = try LaneClient(path: path)
        var lanes = try subscribe(client)
        console.say("Watching \(lanes.joined(separator: ", ").harmless). Ctrl-C ends it.\n")
        while try !show(client) {
            console.say("The daemon closed the connection. Waiting for it to come back.\n")
            (client, lanes) = try connectAgain()
            console.say("Watching \(lanes.joined(separator: ", ").harmless) again.\n")
        }
    }

    /// Tries until a daemon takes the connection, with growing pauses.
    private mutating func connectAgain() throws -> (LaneClient, [String]) {
        var pause = Duration.milliseconds(100)
        while true {
            do {
                let client = try LaneClient(path: path)
                return (client, try subscribe(client))
            } catch SocketError.absent, SocketError.closed {
                CurrentThread.sleep(for: pause)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    /// Subscribes to one lane, or to every lane that has a device; returns their names.
    private mutating func subscribe(_ client: LaneClient) throws -> [String] {
        var lanes = lane.map { [$0] } ?? []
        if lanes.isEmpty {
            lanes = Array(Set(try client.call("devices").devices?.compactMap(\.lane) ?? []))
                .sorted()
        }
        if lanes.isEmpty { lanes = ["lane-1"] }
        for lane in lanes {
            let place = places[lane]
            let reply = try client.call("subscribe") { line in
                line.member("lane", string: lane)
                // A name of its own, so that two watchers do not replace each other.
                line.member("client", string: "watch-\(RunningProcess.current.id)")
                guard let place else { return }
                line.key("after")
                line.raw("{")
                line.member("instance", string: place.instance)
                line.member("seq", integer: place.sequence)
                line.raw("}")
            }
            guard let instance = reply.instance else { continue }
            // What comes again is shown before the place moves on.
            let sequence = place?.instance == instance ? place?.sequence : reply.seq
            places[lane] = (instance, sequence ?? 0)
        }
        return lanes
    }

    /// Shows what comes; whether it was enough. False when the daemon stops.
    private mutating func show(_ client: LaneClient) throws -> Bool {
        while shown < limit {
            let bytes: [UInt8]
            do {
                guard let line = try client.line() else { return false }
                bytes = line
            } catch SocketError.closed {
                return false
            }
            let message = try LaneMessage(line: bytes)
            if case .event(let event) = message {
                shown += 1
                places[event.lane]?.sequence = event.seq
            }
            if asJSON {
                try console.line(String(decoding: bytes, as: UTF8.self))
            } else if let line = message.line(console) {
                try console.line(line)
            }
            guard case .bye(let reason) = message else { continue }
            if reason == "shutdown" { return false }
            throw CommandFailure(
                "the daemon closed the connection: \(reason)", code: .unavailable)
        }
        return true
    }
}

extension LaneMessage {
    /// A line for people; nil for what they need not see.
    fileprivate func line(_ console: Console) -> String? {
        switch self {
        case .event(let event): event.line(console)
        case .device(let notice):
            "\(notice.device.harmless): \(notice.state.harmless)"
                + (notice.why.map { ", \($0.harmless)" } ?? "")
        case .overflow(let overflow):
            console.coloured(
                "\(overflow.dropped.counted("event")) dropped here, because they came too fast "
                    + "(\(overflow.from) to \(overflow.to)); the journal has them", .yellow)
        case .replaced(let lane): "another program took over the subscription to \(lane.harmless)"
        case .hello, .bye, .reply, .failure, .tested, .testEnded, .other: nil
        }
    }
}
