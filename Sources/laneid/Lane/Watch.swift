import Identity
import LaneLink
import Simulator
import Transport

extension Command {
    static let watch = Command(
        name: "watch",
        summary: "show the events of lanes as they come",
        details: """
            Subscribes like a lane's program, and prints a line for each event until Ctrl-C. It takes nothing away
            from other programs: the lane still gets everything.
            """,
        options: [
            Option("--lane", "NAME", "this lane only; otherwise every lane that has a reader"),
            Option("--count", "N", "end after N events", .number(1...Int.max)),
            LaneSocket.option, .json,
        ],
        examples: ["laneid watch --lane L1", "laneid watch --json --count 1"]
    ) { arguments, console in
        let limit = arguments.integer("--count")
        return try LaneSocket.use(arguments) { client in
            let lanes = try subscribe(client, to: arguments["--lane"])
            console.say("Watching \(lanes.joined(separator: ", ").harmless). Ctrl-C ends it.\n")
            return try show(client, count: limit, asJSON: arguments.has("--json"), console)
        }
    }

    /// Subscribes to one lane, or to every lane that has a device; returns their names.
    private static func subscribe(_ client: LaneClient, to lane: String?) throws -> [String] {
        var lanes = lane.map { [$0] } ?? []
        if lanes.isEmpty {
            lanes = Array(Set(try client.call("devices").devices?.compactMap(\.lane) ?? []))
                .sorted()
        }
        if lanes.isEmpty { lanes = ["lane-1"] }
        for lane in lanes {
            try client.call("subscribe") { line in
                line.member("lane", string: lane)
                // A name of its own, so that two watchers do not replace each other.
                line.member("client", string: "watch-\(RunningProcess.current.id)")
            }
        }
        return lanes
    }

    private static func show(
        _ client: LaneClient, count limit: Int?, asJSON: Bool, _ console: Console
    ) throws -> ExitCode {
        var count = 0
        while count < limit ?? .max, let bytes = try client.line() {
            let message = try LaneMessage(line: bytes)
            if case .event = message { count += 1 }
            if asJSON {
                try console.line(String(decoding: bytes, as: UTF8.self))
            } else if let line = message.line(console) {
                try console.line(line)
            }
            if case .bye(let reason) = message {
                throw CommandFailure(
                    "the gateway closed the connection: \(reason)", code: .unavailable)
            }
        }
        return .done
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
                "\(overflow.dropped) events were dropped here because they came too fast "
                    + "(\(overflow.from) to \(overflow.to)); the journal has them", .yellow)
        case .replaced(let lane): "another program took over the subscription to \(lane.harmless)"
        case .hello, .bye, .reply, .failure, .tested, .testEnded, .other: nil
        }
    }
}
