import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

/// Whatever a device sends, the daemon lives, and the next good scan is right.
@Suite struct DeviceNoiseTests {
    /// One reader of each driver, all of one lane.
    private static let plan = Shop.Plan(
        devices: [
            ("line", "serial-scanner"), ("magellan", "magellan-scanner"), ("ssi", "ssi-scanner"),
            ("swipe", "serial-swipe"),
        ],
        lanes: #"{ name: "L1", devices: ["line", "magellan", "ssi", "swipe"] }"#)

    /// Noise at every reader, then good labels at each of them.
    private func survive(_ noise: [UInt8], _ comment: String) throws {
        let shop = try Shop(Self.plan)
        let lane = try shop.subscribed()
        for (device, _) in Self.plan.devices { try shop.send(noise, at: device) }
        for (device, _) in Self.plan.devices {
            let reader = try shop.reader(device)
            #expect(try reader.waitUntilRead(within: .seconds(60)), "\(device) was not read")
            try Self.readWell(device, of: shop, to: lane, comment)
        }
        #expect(shop.daemon?.isRunning == true, "\(comment): \(shop.log)")
    }

    /// A good reading comes right. Where half a message is still under way the first may be taken for its rest: then
    /// it is told as malformed or whole with the noise before it, never as another number.
    static func readWell(
        _ device: String, of shop: Shop, to lane: Lane, _ comment: String
    ) throws {
        let isSwipe = device == "swipe"
        let good = isSwipe ? SampleDirectory.stripe : "4006381333931"
        for _ in 0..<4 {
            try shop.scan(good, at: device)
            let deadline = Instant.now + .milliseconds(1200)
            while let line = try lane.line(until: deadline) {
                guard let event = line.event, event.device == device else { continue }
                if isSwipe ? event.customer?.number == "10412" : event.value == good { return }
                let value = event.value ?? ""
                let isPart = value.count < good.count && value.count > 3 && good.hasSuffix(value)
                #expect(!isPart, "\(comment), \(device): a part of the number came as a number")
            }
        }
        Issue.record("\(comment), \(device): no good reading came after it; \(shop.log)")
    }

    @Test func `All 256 byte values`() throws {
        try survive(Array(0...255), "all byte values")
        try survive((0...255).reversed(), "all byte values backwards")
    }

    @Test("Random noise", arguments: [1, 2, 3] as [UInt64])
    func noise(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let noise = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try survive(noise, "noise \(seed)")
    }

    @Test("Noise of the characters that devices frame with", arguments: [4, 5] as [UInt64])
    func frames(seed: UInt64) throws {
        let frames = Array("\u{2}\u{3}\r\n\t%;?+=^BS08FA]E0123456789\u{0}\u{5}\u{D0}\u{F3}".utf8)
        var generator = SeededGenerator(seed: seed)
        let noise = (0..<20_000).map { _ in frames.randomElement(using: &generator) ?? 0 }
        try survive(noise, "framing \(seed)")
    }

    @Test func `A megabyte of NUL bytes`() throws {
        try survive([UInt8](repeating: 0, count: 1 << 20), "NUL")
    }

    @Test func `Ten megabytes without an end`() throws {
        let shop = try Shop(Self.plan)
        let lane = try shop.subscribed()
        let before = shop.memory
        let piece = [UInt8](repeating: 0x41, count: 1 << 20)
        for _ in 0..<10 { try shop.send(piece, at: "line") }
        #expect(try shop.reader("line").waitUntilRead(within: .seconds(60)))
        #expect(shop.memory - before < 4 << 20)
        try shop.send([0x0D], at: "line")
        #expect(try lane.event("malformed").fault == "tooLong")
        try Self.readWell("line", of: shop, to: lane, "10 MB")
    }

    @Test("Every capture of a serial reader, and beginnings of it", arguments: Captures.all)
    func captures(capture: Captures.File) throws {
        let device = capture.driver
        var plan = Shop.Plan(devices: [(device, device)])
        plan.lanes = #"{ name: "L1", devices: ["\#(device)"] }"#
        let shop = try Shop(plan)
        let lane = try shop.subscribed()
        let bytes = capture.capture.received
        var generator = SeededGenerator(seed: UInt64(bytes.count))
        let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &generator) }
        for cut in cuts + [bytes.count] { try shop.send(Array(bytes[..<cut]), at: device) }
        #expect(try shop.reader(device).waitUntilRead(within: patience))
        try lane.settle()
        #expect(shop.daemon?.isRunning == true)
    }
}

/// The captures of serial readers under `Fixtures`.
enum Captures {
    struct File: CustomTestStringConvertible, Sendable {
        var driver: String
        var name: String
        var capture: Capture

        var testDescription: String { "\(driver)/\(name)" }
    }

    static let all: [File] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fixtures").standardized
        let names = FileManager.default.subpaths(atPath: root.path) ?? []
        return names.filter { $0.hasSuffix(".capture") }.sorted().compactMap { name in
            guard
                let text = try? String(contentsOf: root.appending(path: name), encoding: .utf8),
                let capture = try? Capture(parsing: text), capture.interface == nil
            else { return nil }
            let parts = name.split(separator: "/")
            return File(
                driver: capture.driver ?? String(parts[0]), name: String(parts.last ?? ""),
                capture: capture)
        }
    }()
}
