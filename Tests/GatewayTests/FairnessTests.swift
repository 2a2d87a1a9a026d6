import Configuration
import Devices
import Foundation
import Identity
import Journal
import LaneLink
import Testing
import Transport

@testable import Gateway
@testable import Lanes
@testable import SQLite

/// One client's requests do not keep another one waiting, nor an event.
@Suite(.serialized) struct FairnessTests {
    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

    /// Many requests in one write.
    private static func pipelined(_ count: Int, _ request: String = ping) -> [UInt8] {
        Array(String(repeating: request + "\n", count: count).utf8)
    }

    private func answers(_ place: TurnedGateway, _ stream: UnixStream) throws -> Int {
        try place.text(stream).components(separatedBy: #""id":1,"#).count - 1
    }

    @Test(
        "Another client is answered before the rest of what one sent at once",
        arguments: [
            ping, #"{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":"an"}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"1"}}}"#,
        ])
    func turns(request: String) throws {
        let place = try TurnedGateway { _ in }
        let busy = try place.subscribed("busy")
        let other = try place.connected()
        place.turn()
        _ = (try place.text(busy), try place.text(other))
        #expect(try busy.write(Self.pipelined(150, request)) != nil)
        // What was sent first is heard first.
        #expect(place.gateway.loop.runOnce(limit: .zero))
        #expect(try other.write(Self.pipelined(1)) != nil)
        #expect(place.gateway.loop.runOnce(limit: .zero))
        #expect(try answers(place, other) == 1)
        let before = try answers(place, busy)
        #expect((1...2 * RequestQueue.maxInTurn).contains(before), "\(before)")
        place.turn()
        #expect(try before + answers(place, busy) == 150)
    }

    @Test("What a client sent before it left is done, and it is closed then")
    func left() throws {
        let place = try TurnedGateway { _ in }
        let witness = try place.subscribed("witness")
        do {
            let brief = try place.subscribed("brief")
            let line =
                #"{"jsonrpc":"2.0","method":"identify","params":{"lane":"L1","by":{"number":"1"}}}"#
            #expect(try brief.write(Self.pipelined(50, line)) != nil)
        }
        place.turn()
        let events = try place.text(witness).components(separatedBy: #""method":"event""#).count - 1
        #expect(events == 50)
        #expect(place.gateway.server.connections.count == 1)
    }

    @Test("An event is on its way before requests that came in the same turn are answered")
    func eventsFirst() throws {
        let reader = try Pseudoterminal()
        let place = try TurnedGateway { settings in
            try? settings.add(
                devices: ["front,driver=serial-scanner,path=\(reader.path),lane=L1"])
        }
        let lane = try place.subscribed("pos")
        let busy = try place.connected()
        #expect(try place.turn { place.gateway.attachments.reports.first?.state == .ready })
        _ = (try place.text(lane), try place.text(busy))
        #expect(try busy.write(Self.pipelined(150)) != nil)
        #expect(try reader.write(Array("4006381333931\r".utf8)) == 14)
        var heard = 0
        #expect(
            try place.turn {
                heard += try answers(place, busy)
                return try place.text(lane).contains("4006381333931")
            })
        #expect(heard <= 2 * RequestQueue.maxInTurn, "\(heard)")
    }

    @Test("Many subscriptions that resume are counted in turns")
    func resuming() throws {
        let place = try TurnedGateway { _ in }
        let typist = try place.subscribed("typist")
        for _ in 0..<6 {
            let line =
                #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"1"}}}"#
            #expect(try typist.write(Self.pipelined(100, line)) != nil)
            place.turn()
            _ = try place.text(typist)
        }
        let late = try place.connected()
        let instance = place.gateway.events.instance
        var lines: [UInt8] = []
        for number in 0..<4 {
            lines += Array(
                (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"#
                    + #""late \#(number)","after":{"instance":"\#(instance)","seq":0}}}"# + "\n")
                    .utf8)
        }
        #expect(try late.write(lines) == lines.count)
        var text = ""
        #expect(
            try place.turn {
                text += try place.text(late)
                return text.components(separatedBy: #""count":600"#).count == 5
            })
        #expect(
            try place.turn {
                text += try place.text(late)
                return text.components(separatedBy: #""method":"event""#).count == 2401
            })
    }

    @Test("Whoever took the thread for a shorter time is served first; silence saves nothing up")
    func shares() throws {
        let place = try TurnedGateway { _ in }
        let streams = try (0..<3).map { _ in try place.connected() }
        place.turn()
        let connections = place.gateway.server.connections
        try #require(connections.count == streams.count)
        var queue = RequestQueue()
        queue.add(connections[0])
        queue.add(connections[1])
        queue.beginTurn()
        #expect(queue.next() === connections[0])
        queue.note(.microseconds(300), of: connections[0])
        queue.add(connections[0])
        #expect(queue.next() === connections[1])
        queue.note(.microseconds(100), of: connections[1])
        queue.add(connections[1])
        #expect(queue.next() === connections[1])
        queue.note(.microseconds(500), of: connections[1])
        queue.add(connections[1])
        // One that was silent comes before both, once.
        queue.add(connections[2])
        #expect(queue.next() === connections[2])
        queue.note(.microseconds(90), of: connections[2])
        #expect(queue.hasTime)
        // What is likely to take longer than the rest of the turn is for the next one.
        #expect(queue.next() == nil)
        queue.beginTurn()
        #expect(queue.next() === connections[0])
    }

    @Test("A query of the journal that goes on after its deadline is ended, and nothing is lost")
    func journalDeadline() throws {
        let place = try TurnedGateway { _ in }
        let lane = try place.subscribed("pos")
        let line =
            #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"1"}}}"#
        for _ in 0..<5 {
            #expect(try lane.write(Self.pipelined(100, line)) != nil)
            place.turn()
            _ = try place.text(lane)
        }
        let events = place.gateway.events
        events.deadline = 1
        #expect(throws: LaneError.tooMuch("ask for less of the journal")) {
            try events.visits(of: "nobody", before: .max)
        }
        events.deadline = .max
        #expect(try events.visits(of: "nobody", before: .max).visits.isEmpty)
        try place.ask(lane, line)
        #expect(events.journaled == 501)
    }
}
