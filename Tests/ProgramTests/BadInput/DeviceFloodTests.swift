import Simulator
import TestSupport
import Testing
import Transport

/// What no device sends, at the ports of the built daemon.
@Suite struct DeviceFloodTests {
    private static let plan = Shop.Plan(
        devices: [("line", "serial-scanner"), ("swipe", "serial-swipe")],
        lanes: #"{ name: "L1", devices: ["line", "swipe"] }"#)

    @Test func `After all byte values at each port the next good scan is right`() throws {
        let shop = try Shop(Self.plan)
        let lane = try shop.subscribed()
        for device in ["line", "swipe"] {
            try shop.send(Array(0...255) + (0...255).reversed() + [0x0D], at: device)
        }
        try shop.scan("4006381333931", at: "line")
        _ = try lane.wait(for: "the label") { $0.event?.value == "4006381333931" ? true : nil }
        try shop.scan(SampleDirectory.stripe, at: "swipe")
        _ = try lane.wait(for: "the card") { $0.event?.customer?.number == "10412" ? true : nil }
        #expect(shop.daemon?.isRunning == true)
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
        try shop.scan("4006381333931", at: "line")
        #expect(try lane.event().value == "4006381333931")
    }
}
