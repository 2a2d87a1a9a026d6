import Foundation
import Simulator
import TestSupport
import Testing

/// `laneid test`, with the real daemon and virtual readers.
@Suite struct TestCommandTests {
    private func start(_ shop: Shop, _ words: String...) throws -> Program.Running {
        try Program.tool.start(
            ["test", "--socket", shop.socket] + words)
    }

    /// Waits until the daemon hands the device's readings to a tester.
    private func awaitTest(of device: String = "front", _ shop: Shop, ended: Bool = false) throws {
        try shop.awaitLog("device \(device): \(ended ? "the test is over" : "it is being tested")")
    }

    @Test func `The tester gets what is read, and the lane nothing until the test ends`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        let testing = try start(shop, "front", "--count", "2")
        try awaitTest(shop)
        try shop.scan("4006381333931")
        try shop.scan("0499999000014")
        let result = try testing.finish()
        #expect(result.code == 0, "\(result.output) \(result.errors)")
        #expect(result.errors.contains("Scan a label three times"))
        #expect(result.output.contains("text: *********3931"))
        #expect(result.output.contains("rule \"house coupon\""))
        #expect(result.output.contains("the lane would get: coupon: 0049999900001"))
        #expect(result.output.contains("2 good, 0 bad"))
        #expect(result.output.contains("The reader works: 2 of 2 read well."))
        try awaitTest(shop, ended: true)
        try shop.scan("12345670")
        #expect(try lane.event().value == "12345670", "nothing of the test came before")
    }

    @Test func `The device's state says that it is being tested, and by whom`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        let tester = try shop.lane()
        try tester.call("device.test", #""device":"front""#)
        let notice = try lane.wait(for: "the device's state") { line -> LaneMessage.DeviceNotice? in
            if case .device(let notice) = line.message { notice } else { nil }
        }
        #expect(notice.state == "held" && notice.why?.contains("being tested by") == true)
        let device = try #require(try lane.call("devices").devices?.first { $0.device == "front" })
        #expect(device.state == "held" && device.why?.contains("10 minutes") == true)
        #expect(try lane.refusal("device.test", #""device":"front""#).data?.code == "beingTested")
        #expect(try lane.refusal("device.test", #""device":"back""#).data?.code == "noSuchDevice")
    }

    @Test func `A killed tester gives the device back`() throws {
        let shop = try Shop()
        let lane = try shop.subscribed()
        do {
            let tester = try shop.lane()
            try tester.call("device.test", #""device":"front""#)
        }
        try awaitTest(shop, ended: true)
        try shop.scan("4006381333931")
        #expect(try lane.event().outcome == "read")
    }

    @Test func `Not one digit of a payment card is shown`() throws {
        let plan = Shop.Plan(
            devices: [("front", "serial-swipe")], lanes: #"{ name: "L1", devices: ["front"] }"#)
        for asJSON in [false, true] {
            let shop = try Shop(plan)
            let testing = try start(shop, ["front", "--count", "1"] + (asJSON ? ["--json"] : []))
            try awaitTest(shop)
            try shop.send(Array("%B4111111111111111^A/B^29121010000000000?\r".utf8))
            let result = try testing.finish()
            #expect(result.code == 0, "\(result.output) \(result.errors)")
            #expect(result.output.contains("payment card"))
            for text in ["1111", "2912", "A/B", "2912"] {
                #expect(!(result.output + result.errors + shop.logs).contains(text))
            }
        }
    }

    private func start(_ shop: Shop, _ words: [String]) throws -> Program.Running {
        try Program.tool.start(["test", "--socket", shop.socket] + words)
    }

    @Test func `Swipes are counted track by track, and what does not check is bad`() throws {
        let plan = Shop.Plan(
            devices: [("front", "serial-swipe")], lanes: #"{ name: "L1", devices: ["front"] }"#)
        let shop = try Shop(plan)
        let testing = try start(shop, "--count", "3", "--json")
        try awaitTest(shop)
        try shop.send(Array(";8134000017?\r".utf8))
        try shop.send(Array(";813\u{1}000017?\r".utf8))
        try shop.send(Array(";8134000017?\r".utf8))
        let result = try testing.finish()
        #expect(result.code == 1)
        let last = try #require(result.output.split(separator: "\n").last)
        #expect(
            last.hasPrefix(#"{"verdict":{"device":"front","works":false,"good":2,"bad":1"#),
            "\(last)")
        #expect(last.contains(#""track2Good":2"#))
        #expect(!result.output.contains("8134000017"))
    }

    @Test func `Nothing that comes is a verdict too`() throws {
        let shop = try Shop()
        let result = try start(shop, "front", "--wait", "1").finish()
        #expect(result.code == 1)
        #expect(result.output.contains("Nothing came."))
    }

    @Test func `Without a daemon the tool opens the port itself`() throws {
        let shop = try Shop(isOpen: false)
        let testing = try Program.tool.start([
            "test", "--driver", "serial-scanner", shop.folder.path("front"), "--count", "1",
            "--settings", shop.folder.path("settings.json"), "--directory", shop.directory,
        ])
        // A pseudo-terminal keeps what is written until somebody reads it.
        try shop.scan("4006381333931")
        let result = try testing.finish()
        #expect(result.code == 0, "\(result.output) \(result.errors)")
        #expect(result.output.contains("text: *********3931"))
        #expect(result.output.contains("the lane would get: read"))
    }

    @Test(
        "What cannot be tested is said, with its exit code",
        arguments: [
            (["back"], 69, "has no reader back"),
            (["--driver", "serial-scanner"], 64, "DEVICE"),
            (["front", "--baud", "9600"], 64, "--driver NAME"),
            (["--driver", "hid-scanner", "/dev/null"], 1, "no serial device"),
            (["--driver", "serial-scanner", "/dev/no-such-port"], 69, "no port at"),
            (["--driver", "serial-scanner", "tcp://127.0.0.1:1"], 69, "nothing listens at"),
        ])
    func refused(words: [String], code: Int32, says: String) throws {
        let shop = try Shop()
        let result = try start(shop, words).finish()
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(result.output.isEmpty)
    }
}
