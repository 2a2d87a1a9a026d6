import Identity
import TestSupport
import Transport

/// What a lane program that stops reading does to another one, at 1,000 events a second.
///
/// Two gateways are asked in turns, of which one has such a neighbour, so that what the machine
/// does meanwhile meets both alike. Each turn begins with a new neighbour, whose queue runs full in
/// it: what becomes of one who stays is shown by `make slow-test`.
struct SlowNeighbour {
    let programs: Programs
    private static let eventsInSecond = 1000
    private static let turns = 12
    private static let secondsInTurn = 5
    private static let allowed = 1000.0

    /// A gateway, its reader and its lane.
    private struct Station {
        let reader: Pseudoterminal
        let gateway: ChildProcess
        let lane: Lane
        let socket: String

        init(_ programs: Programs, _ name: String) throws {
            reader = try Pseudoterminal()
            gateway = try programs.startGateway(
                ports: [reader.path], journal: "\(name).sqlite", socket: "\(name).sock")
            socket = programs.file("\(name).sock")
            lane = try Lane(path: socket, end: 0x0A, of: gateway)
            try lane.subscribe()
        }

        func end() {
            gateway.terminate()
            gateway.wait()
        }
    }

    func run() throws -> [Figure] {
        let (quiet, disturbed) = (
            try Station(programs, "quiet"), try Station(programs, "disturbed")
        )
        for station in [quiet, disturbed] {
            _ = try latencies(on: station.reader, station.lane, for: Self.secondsInTurn)
        }
        var alone = Samples()
        var beside = Samples()
        let before = try memory(of: disturbed.gateway)
        var most = before
        var silent: Lane?
        for _ in 0..<Self.turns {
            alone.append(try latencies(on: quiet.reader, quiet.lane, for: Self.secondsInTurn))
            silent = try Lane(path: disturbed.socket, end: 0x0A, of: disturbed.gateway)
            try silent?.subscribe(client: "silent")
            beside.append(
                try latencies(on: disturbed.reader, disturbed.lane, for: Self.secondsInTurn) {
                    most = max(most, try memory(of: disturbed.gateway))
                })
        }
        quiet.end()
        disturbed.end()
        return figures(alone, beside, growth: most - before)
    }

    /// From the port to the lane, at a steady rate: the next label does not wait for the answer to
    /// the one before.
    private func latencies(
        on reader: Pseudoterminal, _ lane: Lane, for seconds: Int,
        _ meanwhile: () throws -> Void = {}
    ) throws -> Samples {
        var draw = SeededGenerator(seed: 5)
        var samples = Samples()
        var sent: [Instant] = []
        var answered = 0
        let count = seconds * Self.eventsInSecond
        let pause = Duration.seconds(1) / Self.eventsInSecond
        let start = Instant.now
        func take(until moment: Instant) throws {
            while true {
                let lines = try lane.takeLines(within: max(.zero, moment - .now))
                let now = Instant.now
                guard answered + lines <= sent.count else {
                    throw BenchError("a line that is no event")
                }
                for place in answered..<answered + lines { samples.add(now - sent[place]) }
                answered += lines
                guard now < moment else { return }
            }
        }
        for index in 0..<count {
            try take(until: start + pause * index)
            let label = draw.member().label(.labelled)
            sent.append(.now)
            // Held back where the gateway is late; that counts.
            var rest = label[...]
            while !rest.isEmpty {
                guard let count = try reader.write(Array(rest)) else {
                    try take(until: .now + pause)
                    continue
                }
                rest = rest.dropFirst(count)
            }
            if index % Self.eventsInSecond == 0 { try meanwhile() }
        }
        let deadline = Instant.now + .seconds(10)
        while answered < count {
            guard Instant.now < deadline else { throw BenchError("an event did not come") }
            try take(until: .now + pause)
        }
        return samples
    }

    private func memory(of gateway: ChildProcess) throws -> Int {
        guard let statistics = ProcessStatistics(of: gateway.id) else {
            throw BenchError("the gateway is gone")
        }
        return statistics.residentBytes
    }

    private func figures(_ alone: Samples, _ beside: Samples, growth: Int) -> [Figure] {
        let moved = beside.percentile99 - alone.percentile99
        let what = "port to lane at \(Self.eventsInSecond.description) events a second"
        return [
            Figure("\(what): median; 99th percentile", text(alone)),
            Figure(
                "the same for \(Self.turns * Self.secondsInTurn) s beside a lane program that does not read",
                text(beside)),
            Figure(
                "the 99th percentile moves by", (moved < 0 ? "-" : "") + "\(abs(moved).short) µs",
                "< 1 ms",
                met: moved < Self.allowed),
            Figure("memory grows by", "\(growth / 1024) KiB"),
        ]
    }

    private func text(_ samples: Samples) -> String {
        "\(samples.median.short) µs; \(samples.percentile99.short) µs"
    }
}
