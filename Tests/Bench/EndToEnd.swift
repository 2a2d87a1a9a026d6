import Glibc
import Identity
import TestSupport
import Transport

/// How long a label takes from a pseudo-terminal to the line at the lane's socket, beside a relay
/// in C that does nothing but carry bytes. Both run at the same time and are asked in turns, so
/// that what the machine does meanwhile meets both alike.
///
/// Once with a pause before each label, as in a shop, where the next customer's card does not come
/// within a millisecond; once without, so that what the gateway does after it has answered delays
/// the next label.
struct EndToEnd {
    let programs: Programs
    private static let pauses: [(name: String, pause: Duration, target: Double?)] = [
        ("label by label, 3 ms apart", .milliseconds(3), 2),
        ("label upon label", .zero, nil),
    ]
    private static let rounds = 20
    private static let scansInRound = 250

    func run() throws -> [Figure] {
        try Self.pauses.flatMap { try run($0.name, pause: $0.pause, target: $0.target) }
    }

    private func run(_ name: String, pause: Duration, target: Double?) throws -> [Figure] {
        let reader = try Pseudoterminal()
        let gateway = try programs.startGateway(ports: [reader.path])
        let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try lane.subscribe()

        let relayReader = try Pseudoterminal()
        programs.remove("relay.sock")
        let relay = try programs.start("relay", [relayReader.path, programs.file("relay.sock")])
        let relayLane = try Lane(path: programs.file("relay.sock"), end: 0x0D, of: relay)

        var draw = SeededGenerator(seed: 1)
        var ours = Samples()
        var bare = Samples()
        for round in 0...Self.rounds {
            // The disk is not measured: the system may have let go of what nobody read for a while.
            try Customers(programs: programs).readAll()
            var own = Samples()
            var other = Samples()
            for _ in 0..<Self.scansInRound {
                own.add(try scan(draw.member(), on: reader, lane, after: pause))
                guard lane.text.contains(#""outcome":"identified""#),
                    !lane.text.contains("journaled")
                else { throw BenchError("not identified and journaled: \(lane.text)") }
            }
            for _ in 0..<Self.scansInRound {
                other.add(try scan(draw.member(), on: relayReader, relayLane, after: pause))
            }
            // The first round only warms up.
            guard round > 0 else { continue }
            ours.append(own)
            bare.append(other)
        }
        // The next run's lanes must not meet these.
        for program in [gateway, relay] {
            program.terminate()
            program.wait()
        }
        return figures(name, ours, bare, target)
    }

    private func scan(
        _ member: Member, on reader: Pseudoterminal, _ lane: Lane, after pause: Duration
    ) throws -> Duration {
        let label = member.label(.labelled)
        if pause > .zero { usleep(UInt32(pause.inMilliseconds * 1000)) }
        let start = Instant.now
        guard try reader.write(label) == label.count else {
            throw BenchError("the terminal takes nothing")
        }
        _ = try lane.awaitLine()
        return Instant.now - start
    }

    private func figures(
        _ name: String, _ ours: Samples, _ bare: Samples, _ target: Double?
    ) -> [Figure] {
        let median = ours.median / bare.median
        let slowest = ours.percentile99 / bare.percentile99
        return [
            Figure(
                "port to lane, \(name): median; of a bare C relay",
                "\(ours.median.short) µs; \(bare.median.short) µs"),
            Figure(
                "the same, 99th percentile",
                "\(ours.percentile99.short) µs; \(bare.percentile99.short) µs"),
            ratio("ratio of the medians", median, target),
            ratio("ratio of the 99th percentiles", slowest, target),
        ]
    }

    private func ratio(_ name: String, _ value: Double, _ target: Double?) -> Figure {
        guard let target else { return Figure(name, value.hundredths) }
        return Figure(name, value.hundredths, "≤ \(target.whole)", met: value <= target)
    }
}
