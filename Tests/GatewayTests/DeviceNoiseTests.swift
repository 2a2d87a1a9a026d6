import Devices
import Drivers
import Foundation
import Identity
import Simulator
import TestSupport
import Testing
import Transport

@testable import Configuration
@testable import Gateway

/// Whatever a device sends, the gateway lives, and the next good scan is right. Ports are real,
/// time is not: what decoders wait for passes at once.
@Suite struct DeviceNoiseTests {
    /// A good label or stripe, by driver.
    private static let good = [
        "serial-scanner": "4006381333931", "magellan-scanner": "4006381333931",
        "ssi-scanner": "4006381333931", "serial-swipe": "8134000017",
    ]

    /// Noise at every reader, then good labels at each of them.
    private func survive(_ noise: [UInt8], _ comment: String) throws {
        let shop = try NoisyShop(Self.good.keys.sorted())
        for device in shop.devices { try shop.send(noise, at: device) }
        for device in shop.devices { try readWell(device, of: shop, comment) }
    }

    /// A good reading comes right. Where half a message is still under way the first may be taken
    /// for its rest: then it is told as malformed or whole with the noise before it, never as
    /// another number.
    private func readWell(_ device: String, of shop: NoisyShop, _ comment: String) throws {
        let good = Self.good[device] ?? ""
        for _ in 0..<4 {
            // The pause that tells packets apart is the only real one.
            Thread.sleep(forTimeInterval: 0.06)
            try shop.send(try Typing.bytes(for: good, driver: device), at: device)
            for event in try shop.takeEvents(after: .milliseconds(1200))
            where event.device == device {
                let value = event.value ?? ""
                if value == good { return }
                let isPart = value.count < good.count && value.count > 3 && good.hasSuffix(value)
                #expect(!isPart, "\(comment), \(device): a part of the number came as a number")
            }
        }
        Issue.record("\(comment), \(device): no good reading came after it")
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

    @Test("Every capture of a serial reader, and beginnings of it", arguments: Captures.all)
    func captures(capture: Captures.File) throws {
        let shop = try NoisyShop([capture.driver])
        let bytes = capture.capture.received
        var generator = SeededGenerator(seed: UInt64(bytes.count))
        let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &generator) }
        for cut in cuts + [bytes.count] {
            try shop.send(Array(bytes[..<cut]), at: capture.driver)
        }
        _ = try shop.takeEvents(after: .seconds(2))
    }
}

/// A gateway with a virtual reader of each driver, named for it, and a lane that listens.
private final class NoisyShop {
    let devices: [String]
    private let place: TurnedGateway
    private let lane: UnixStream
    private var readers: [String: VirtualReader] = [:]
    private var heard = ""

    init(_ drivers: [String]) throws {
        devices = drivers
        var folder = ""
        place = try TurnedGateway { settings in
            folder = settings.socket.path
            settings.devices = drivers.map {
                Settings.DeviceSettings(
                    name: $0, driver: .named($0), place: .path("\(folder).\($0)"),
                    line: SerialLine(), options: DriverOptions())
            }
            settings.lanes[0].devices = drivers
        }
        lane = try place.subscribed("pos")
        for name in drivers { readers[name] = try VirtualReader(linkedAt: "\(folder).\(name)") }
        let gateway = place.gateway
        #expect(
            try place.turn(until: {
                // A device that is asked first is ready when it has answered, which here none does.
                drivers.allSatisfy {
                    gateway.attachments.device(named: $0)?.state != .lost
                }
            }))
    }

    /// Sends in pieces that a port has room for, each read by the gateway before the next.
    func send(_ bytes: [UInt8], at device: String) throws {
        let reader = try #require(readers[device])
        for start in stride(from: 0, to: bytes.count, by: 2048) {
            #expect(try reader.send(Array(bytes[start..<min(start + 2048, bytes.count)])))
            #expect(try place.turn(until: { try reader.waitUntilRead(within: .zero) }))
            heard += try place.text(lane)
        }
    }

    /// The events of everything that was sent, after a silence.
    func takeEvents(after silence: Duration) throws -> [LaneEvent] {
        place.turn()
        if place.gateway.loop.fireDeadlines(upTo: .now + silence) { place.gateway.turnEnded() }
        place.turn()
        heard += try place.text(lane)
        let lines = heard.split(separator: "\n", omittingEmptySubsequences: false)
        heard = lines.last.map(String.init) ?? ""
        return try lines.dropLast().compactMap { line in
            guard case .event(let event) = try LaneMessage(line: Array(line.utf8)) else {
                return nil
            }
            return event
        }
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
            .appending(path: "../../Fixtures").standardized
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
