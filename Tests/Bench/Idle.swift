import Foundation
import Identity
import TestSupport
import Transport

/// What the daemon takes when it does nothing, and how soon it is there.
struct Idle {
    let programs: Programs
    private static let devices = 16
    private static let readsOfEach = 100
    private static let starts = 20

    func run() throws -> [Figure] {
        let readers = try (0..<Self.devices).map { _ in try Pseudoterminal() }
        return try [start(readers)] + rest(readers)
    }

    /// From the start of the program to the answer to the first subscribe.
    private func start(_ readers: [Pseudoterminal]) throws -> Figure {
        var samples = Samples()
        for _ in 0..<Self.starts {
            let start = Instant.now
            let gateway = try programs.startGateway(ports: readers.map(\.path))
            let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
            try lane.subscribe()
            samples.add(Instant.now - start)
            gateway.terminate()
            gateway.wait()
        }
        let slowest = samples.microseconds(at: 1) / 1000
        return Figure(
            "start to first subscribe answered, slowest of \(Self.starts)", "\(slowest.short) ms",
            "≤ 100 ms", met: slowest <= 100)
    }

    /// Memory and wake-ups after some reads.
    private func rest(_ readers: [Pseudoterminal]) throws -> [Figure] {
        let gateway = try programs.startGateway(ports: readers.map(\.path))
        let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try lane.subscribe()
        var draw = SeededGenerator(seed: 3)
        for _ in 0..<Self.readsOfEach {
            for reader in readers {
                guard try reader.write(draw.member().label(.labelled)) != nil else {
                    throw BenchError("a terminal takes nothing")
                }
                _ = try lane.awaitLine()
            }
        }
        // What follows the last read has then been done.
        Thread.sleep(forTimeInterval: 3)
        guard let before = ProcessStatistics(of: gateway.id) else {
            throw BenchError("the gateway is gone")
        }
        Thread.sleep(forTimeInterval: 30)
        guard let after = ProcessStatistics(of: gateway.id) else {
            throw BenchError("the gateway is gone")
        }
        let wakeUps = after.voluntarySwitches - before.voluntarySwitches
        let megabytes = Double(after.residentBytes) / 1_048_576
        return [
            Figure(
                "resident memory, idle, \(Self.devices) devices, "
                    + "\(Self.devices * Self.readsOfEach) reads before",
                "\(megabytes.short) MB", "≤ 16 MB", met: megabytes <= 16),
            Figure(
                "wake-ups in 30 idle seconds", String(wakeUps), "0", met: wakeUps == 0),
        ]
    }
}
