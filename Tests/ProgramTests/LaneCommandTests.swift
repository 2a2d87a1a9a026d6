import Simulator
import TestSupport
import Testing

/// The commands that speak with a running daemon.
@Suite(.waiting) struct LaneCommandTests {
    private static let unplugged = Shop.Plan(hasDirectory: false, isPlugged: false)

    @Test func `A replayed capture is what the lane gets`() throws {
        let shop = try Shop(Self.unplugged)
        let lane = try shop.subscribed()
        let result = try Program.tool.run(
            "replay", Program.repository("Fixtures/serial-scanner/label.capture"), "--port",
            shop.folder.path("front"))
        #expect(result.code == 0, "\(result.errors)")
        let event = try lane.event()
        #expect(
            event.outcome == "read" && event.value == "4006381333931" && event.device == "front")
    }

    @Test func `Typed cards are what the lane gets, also without a last line end`() throws {
        let shop = try Shop(Self.unplugged)
        let lane = try shop.subscribed()
        let result = try Program.tool.run(
            ["simulate", "serial-scanner", "--port", shop.folder.path("front")],
            input: Array("4006381333931\nhex:4\n49999900001".utf8))
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("a byte is two hexadecimal digits"))
        #expect(try lane.event().value == "4006381333931")
        #expect(try lane.event().outcome == "coupon")
    }

    @Test("watch prints what comes, as lines or as it came", arguments: [false, true])
    func watch(asJSON: Bool) throws {
        let shop = try Shop(Self.unplugged)
        let watching = try Program.tool.start(
            ["watch", "--count", "1"] + (asJSON ? ["--json"] : []),
            environment: ["LANEID_SOCKET": shop.socket])
        // Until the watcher listens, what is read goes past it.
        let reader = try VirtualReader(linkedAt: shop.folder.path("front"))
        while watching.isRunning {
            _ = try reader.send(Array("4006381333931\r".utf8))
            try reader.pass(.milliseconds(20))
        }
        let result = try watching.finish()
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("4006381333931"))
        #expect(result.output.contains(asJSON ? #""method":"event""# : "  L1  front  read"))
        #expect(!result.output.contains("\u{1B}"), "no colour where no terminal is")
    }

    @Test func `devices lists readers, their state and why`() throws {
        let shop = try Shop(Self.unplugged)
        let result = try Program.tool.run(["devices"], environment: ["LANEID_SOCKET": shop.socket])
        #expect(result.code == 0)
        #expect(result.output.contains("front   serial-scanner  L1    lost"))
        #expect(result.output.contains("plug the reader in"))
        let json = try Program.tool.run(
            ["devices", "--json"], environment: ["LANEID_SOCKET": shop.socket])
        #expect(json.output.hasPrefix(#"{"device":"front","driver":"serial-scanner""#))
    }

    @Test(
        "Without a daemon, commands exit 69 and ask for one",
        arguments: [
            ["watch"], ["devices"],
            [
                "replay", Program.repository("Fixtures/serial-scanner/label.capture"), "--port",
                "PORT",
            ],
        ])
    func noDaemon(words: [String]) throws {
        let scratch = try ScratchFolder()
        let result = try Program.tool.run(
            words.map { $0 == "PORT" ? scratch.path("port") : $0 },
            environment: ["LANEID_SOCKET": scratch.path("none.sock")])
        #expect(result.code == 69)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("laneidd"))
    }
}
