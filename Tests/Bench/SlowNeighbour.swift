import Identity
import Transport

/// What a lane program that stops reading does to another one, at 1,000 events a second.
///
/// The gateway closes the one that does not read after 30 s: its queue is full for the first half of the time, and gone
/// in the second. That it learns what it missed, `make slow-test` shows.
struct SlowNeighbour {
    let programs: Programs
    private static let eventsInSecond = 1000
    private static let seconds = 60
    private static let allowed = 1000.0

    func run() throws -> [Figure] {
        let reader = try Pseudoterminal()
        let gateway = try programs.startGateway(ports: [reader.path])
        let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try lane.subscribe()
        _ = try latencies(on: reader, lane, for: 5)

        let alone = try latencies(on: reader, lane, for: Self.seconds)
        let before = try memory(of: gateway)
        let silent = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try silent.subscribe(client: "silent")
        var most = before
        let beside = try latencies(on: reader, lane, for: Self.seconds) {
            most = max(most, try memory(of: gateway))
        }
        gateway.terminate()
        gateway.wait()
        return figures(alone, beside, growth: most - before)
    }

    /// From the port to the lane, at a steady rate: the next label does not wait for the answer to the one before.
    private func latencies(
        on reader: Pseudoterminal, _ lane: Lane, for seconds: Int,
        _ meanwhile: () throws -> Void = {}
    ) throws -> Samples {
        var draw = Draw(seed: 5)
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
                "the same for \(Self.seconds) s beside a lane program that does not read",
                text(beside)),
            Figure(
                "the 99th percentile moves by", "\(max(0, moved).short) µs", "< 1 ms",
                met: moved < Self.allowed),
            Figure("memory grows by", "\(growth / 1024) KiB"),
        ]
    }

    private func text(_ samples: Samples) -> String {
        "\(samples.median.short) µs; \(samples.percentile99.short) µs"
    }
}
