import Foundation
import Simulator
import TestSupport
import Testing
import Transport

/// SIGHUP: the settings are read again while lanes are served.
@Suite struct ReloadTests {
    /// Replaces a part of the shop's settings, and tells the daemon.
    private func reload(_ shop: Shop, _ old: String, _ new: String) throws {
        let text = try shop.folder.text("settings.json")
        #expect(text.contains(old))
        _ = try shop.folder.file("settings.json", text.replacing(old, with: new))
        let daemon = try #require(shop.daemon)
        kill(daemon.id, SIGHUP)
    }

    private static let plan = Shop.Plan(
        more:
            #"rules: [{ name: "till roll", kinds: ["barcode"], prefix: "77", produces: "ignore" }]"#
    )

    @Test func `Rules hold from now on, and no connection ends`() throws {
        let shop = try Shop(Self.plan)
        let lane = try shop.subscribed()
        try shop.scan("88000")
        #expect(try lane.event().value == "88000")
        try reload(shop, #"prefix: "77""#, #"prefix: "88""#)
        try shop.awaitLog("rules hold from now on")
        try shop.scan("88000")
        try shop.scan("77000")
        #expect(try lane.event().value == "77000")
    }

    @Test func `An invalid file changes nothing, and is said`() throws {
        let shop = try Shop(Self.plan)
        let lane = try shop.subscribed()
        try reload(shop, #"prefix: "77""#, #"prefix: """#)
        try shop.awaitLog("the former settings hold")
        try shop.scan("77000")
        try shop.scan("88000")
        #expect(try lane.event().value == "88000")
    }

    @Test func `What needs a restart is named`() throws {
        let shop = try Shop(Self.plan)
        try reload(shop, #"driver: "serial-scanner""#, #"driver: "magellan-scanner""#)
        try shop.awaitLog("devices changed too, which holds after a restart")
    }

    @Test func `The lanes' shoppers are taken`() throws {
        let shop = try Shop()
        try reload(shop, #"devices: ["front"] }"#, #"devices: ["front"], shopper: "ask" }"#)
        try shop.awaitLog("lanes hold from now on")
    }

    @Test func `How tickets take members is taken, for those that are opened from then on`() throws
    {
        let shop = try Shop()
        let lane = try shop.subscribed()
        try lane.call("ticket.open", #""lane":"L1","key":"before""#)
        try reload(
            shop, #"devices: ["front"] }"#, #"devices: ["front"], ticket: { mode: "refuse" } }"#)
        try shop.awaitLog("lanes hold from now on")
        try lane.call("ticket.open", #""lane":"L1","key":"after""#)
        let modes = try lane.call("ticket.list", #""lane":"L1""#).tickets?.map(\.mode)
        #expect(modes == ["append", "refuse"])
    }
}
