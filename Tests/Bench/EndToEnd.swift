import Identity
import Transport

/// How long a label takes from a pseudo-terminal to the line at the lane's socket, beside a relay in C that does
/// nothing but carry bytes. Both run at the same time and are asked in turns, so that what the machine does meanwhile
/// meets both alike.
struct EndToEnd {
    let programs: Programs
    private static let rounds = 20
    private static let scansInRound = 250

    func run() throws -> [Figure] {
        let reader = try Pseudoterminal()
        let gateway = try programs.startGateway(ports: [reader.path])
        let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try lane.subscribe()

        let relayReader = try Pseudoterminal()
        let relay = try programs.start("relay", [relayReader.path, programs.file("relay.sock")])
        let relayLane = try Lane(path: programs.file("relay.sock"), end: 0x0D, of: relay)

        var draw = Draw(seed: 1)
        var ours = Samples()
        var bare = Samples()
        for round in 0...Self.rounds {
            var own = Samples()
            var other = Samples()
            for _ in 0..<Self.scansInRound {
                own.add(try scan(draw.member(), on: reader, lane))
                guard lane.text.contains(#""outcome":"identified""#),
                    !lane.text.contains("journaled")
                else { throw BenchError("not identified and journaled: \(lane.text)") }
            }
            for _ in 0..<Self.scansInRound {
                other.add(try scan(draw.member(), on: relayReader, relayLane))
            }
            // The first round only warms up.
            guard round > 0 else { continue }
            ours.append(own)
            bare.append(other)
        }
        return figures(ours, bare)
    }

    private func scan(
        _ member: Member, on reader: Pseudoterminal, _ lane: Lane
    ) throws -> Duration {
        let label = member.label(.labelled)
        let start = Instant.now
        guard try reader.write(label) == label.count else {
            throw BenchError("the terminal takes nothing")
        }
        _ = try lane.awaitLine()
        return Instant.now - start
    }

    private func figures(_ ours: Samples, _ bare: Samples) -> [Figure] {
        let median = ours.median / bare.median
        let slowest = ours.percentile99 / bare.percentile99
        return [
            Figure(
                "label at the port to line at the lane, median; bare C relay",
                "\(ours.median.short) µs; \(bare.median.short) µs"),
            Figure(
                "the same, 99th percentile",
                "\(ours.percentile99.short) µs; \(bare.percentile99.short) µs"),
            Figure("ratio of the medians", median.hundredths, "≤ 2", met: median <= 2),
            Figure("ratio of the 99th percentiles", slowest.hundredths, "≤ 2", met: slowest <= 2),
        ]
    }
}
