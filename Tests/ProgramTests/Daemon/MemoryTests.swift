import Foundation
import Simulator
import TestSupport
import Testing
import Transport

/// What the payment-card guard stops is nowhere in the daemon's memory when the lane hears of it.
@Suite struct MemoryTests {
    private static let number = "4012888888881881"

    /// Ways in which a card is read: the driver, and what is scanned or swiped.
    private static let ways: [(driver: String, text: String)] = [
        ("serial-scanner", "]Q1\(number)"), ("serial-scanner", number),
        ("serial-scanner", "]Q1\(number)2912"),
        ("serial-scanner", PrivacyTests.consumerCode(number)),
        ("magellan-scanner", "]C0\(number)"), ("ssi-scanner", "]C0\(number)"),
        ("serial-swipe", ";\(number)=29121010000000000?"),
        ("serial-swipe", "%B\(number)^DOE/JANE^29121010000000000?;\(number)=29121010000000000?"),
        // Read with an error: what was read so far stays nowhere either.
        ("serial-swipe", ";\(number)=2912X010000000000?"),
    ]

    @Test("A suppressed card leaves no copy of its number", arguments: 0..<Self.ways.count)
    func nowhere(way: Int) throws {
        let (driver, text) = Self.ways[way]
        let shop = try Shop(Shop.Plan(devices: [("front", driver)]))
        let lane = try shop.subscribed()
        try shop.scan(text)
        let outcome = try lane.event().outcome
        #expect(outcome == "suppressed" || outcome == "malformed")
        guard let memory = ProcessMemory(of: try #require(shop.daemon).id) else {
            print("left out: this user may not look into the daemon's memory")
            return
        }
        for area in memory.areas {
            let count = area.bytes.places(of: Array(Self.number.utf8)).count
            #expect(count == 0, "\(driver): \(count) times at \(area.name)")
        }
        // The folder is found, so the search is one.
        let folder = Array(shop.folder.url.path.utf8)
        #expect(memory.areas.contains { !$0.bytes.places(of: folder).isEmpty })
    }
}
