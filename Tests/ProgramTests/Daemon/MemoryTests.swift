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
        // The folder is found, so the search is one. An area that changes while it is read is
        // missing, and then all are read again.
        let folder = Array(shop.folder.url.path.utf8)
        var isSearched = false
        for _ in 0..<5 where !isSearched {
            guard let memory = ProcessMemory(of: try #require(shop.daemon).id) else {
                print("left out: this user may not look into the daemon's memory")
                return
            }
            for area in memory.areas {
                let count = area.bytes.places(of: Array(Self.number.utf8)).count
                #expect(count == 0, "\(driver): \(count) times at \(area.name)")
            }
            isSearched = memory.areas.contains { !$0.bytes.places(of: folder).isEmpty }
        }
        #expect(isSearched)
    }

    /// Requests with a card's number that nobody needs; `NUMBER` stands for the number.
    private static let requests = [
        #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"code":"NUMBER","kind":"barcode"}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"code":"NUMBER","kind":"magstripe"}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"NUMBER"}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"phone":"NUMBER"}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"room":"7","name":"NUMBER"}}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":"card NUMBER of Ana"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"customer","params":{"number":"NUMBER"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"capture","params":{"lane":"L1","name":"Ana","phone":"NUMBER"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"capture","params":{"lane":"L1","name":"NUMBER","email":"NUMBER@example.org"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"ticket.open","params":{"lane":"L1","key":"NUMBER"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"NUMBER","client":"NUMBER"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"NUMBER":NUMBER}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"NUMBER"}"#,
        "NUMBER", "no JSON at all: \"NUMBER",
    ]

    /// No five digits of it stand anywhere in the daemon's memory: pieces that were there before
    /// the requests are no pieces of the card.
    private static func pieces(in memory: ProcessMemory, of number: String) -> Set<String> {
        var found: Set<String> = []
        for start in 0...(number.count - 5) {
            let piece = String(number.dropFirst(start).prefix(5))
            let isThere = memory.areas.contains { !$0.bytes.places(of: Array(piece.utf8)).isEmpty }
            if isThere { found.insert(piece) }
        }
        return found
    }

    @Test("A typed card leaves no five digits of its number", arguments: 0..<requests.count)
    func typed(request: Int) throws {
        // Its pieces of five digits occur in no table.
        let number = "4929172846103569"
        let shop = try Shop(Shop.Plan(devices: [("front", "serial-scanner")]))
        let process = try #require(shop.daemon).id
        let lane = try shop.subscribed()
        guard let former = ProcessMemory(of: process).map({ Self.pieces(in: $0, of: number) })
        else {
            print("left out: this user may not look into the daemon's memory")
            return
        }
        try lane.send(Self.requests[request].replacing("NUMBER", with: number))
        try lane.settle()
        let memory = try #require(ProcessMemory(of: process))
        #expect(Self.pieces(in: memory, of: number).subtracting(former) == [])
        let folder = Array(shop.folder.url.path.utf8)
        #expect(memory.areas.contains { !$0.bytes.places(of: folder).isEmpty })
    }

    @Test(
        "A connection that is closed in the middle of a line leaves nothing of it",
        arguments: [0, 5000])
    func closed(length: Int) throws {
        let number = "4929172846103569"
        let shop = try Shop(Shop.Plan(devices: [("front", "serial-scanner")]))
        let process = try #require(shop.daemon).id
        let lane = try shop.subscribed()
        guard let former = ProcessMemory(of: process).map({ Self.pieces(in: $0, of: number) })
        else {
            print("left out: this user may not look into the daemon's memory")
            return
        }
        do {
            let other = try shop.lane("L1").client
            let text = #"{"a":"\#(number)"# + String(repeating: "x", count: length) + number
            try other.send(bytes: Array(text.utf8))
            try lane.settle()
        }
        try lane.settle()
        let memory = try #require(ProcessMemory(of: process))
        #expect(Self.pieces(in: memory, of: number).subtracting(former) == [])
    }
}
