import CSQLite
import Configuration
import Foundation
import Identity
import LaneLink
import Synchronization
import Testing
import Transport

@testable import Gateway
@testable import Journal
@testable import SQLite

/// What a lane asks costs no more because the journal is large: each statement of a turn looks at
/// the rows it returns, or at one piece of the journal.
@Suite(.serialized) struct JournalAtSizeTests {
    private static let events: Int64 = 100_000
    /// One walk down an index and the row it leads to.
    private static let fewSteps = 200
    /// A piece of 512 numbers, of each a few columns.
    private static let stepsOfPiece = Int(EventJournal.numbersInPiece) * 24

    /// The steps of SQLite's virtual machine that the costliest statement took since the last look.
    private static let worst = Mutex<(steps: Int, sql: String)>((0, ""))

    private func trace(_ journal: EventJournal) {
        _ = unsafe journal.database.withHandle { handle in
            unsafe sqlite3_trace_v2(
                handle, UInt32(SQLITE_TRACE_PROFILE),
                { _, _, statement, _ in
                    let statement = OpaquePointer(statement)
                    let steps = unsafe Int(
                        sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1))
                    let sql = unsafe sqlite3_sql(statement).map { unsafe String(cString: $0) }
                    JournalAtSizeTests.worst.withLock {
                        if steps > $0.steps { $0 = (steps, sql ?? "") }
                    }
                    return 0
                }, nil)
        }
    }

    @Test func `No method looks at more than a piece of a journal of 100,000 events`() throws {
        let place = try TurnedGateway { $0.journal.keepEvents = 200_000 }
        try fill(place.gateway.events)
        let journal = try #require(place.gateway.events.journal)
        #expect(journal.lastSequence == Self.events)
        trace(journal)
        let lane = try place.subscribed("pos")
        let instance = place.gateway.events.instance
        func worst(of method: String, _ parameters: String) throws -> (steps: Int, sql: String) {
            Self.worst.withLock { $0 = (0, "") }
            try place.ask(
                lane,
                #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(parameters)}}"#)
            #expect(try place.text(lane).contains(#""id":1"#), "\(method) has no answer")
            return Self.worst.withLock { $0 }
        }
        // The steps of the filling are counted with the first event after it.
        _ = try worst(of: "identify", #""lane":"L1","by":{"number":"1"}"#)
        // What needs one row, however many there are.
        for (method, parameters) in [
            ("ack", #""lane":"L1","seq":99999"#),
            ("choose", #""event":7,"candidate":"1""#),
            ("choose", #""event":99999,"candidate":"1""#),
            ("capture", #""lane":"L1","name":"Ana","event":8"#),
            ("subscribe", #""lane":"L1","client":"new""#),
            ("subscribe", #""lane":"L1","client":"new","after":"ack""#),
            ("ticket.list", #""lane":"L1""#), ("ticket.open", #""lane":"L1""#),
            ("ticket.close", #""lane":"L1""#), ("devices", ""), ("ping", ""),
            ("identify", #""lane":"L1","by":{"number":"1"}"#),
        ] {
            let worst = try worst(of: method, parameters)
            #expect(worst.steps <= Self.fewSteps, "\(method): \(worst)")
        }
        // What walks the journal does so in pieces.
        for (method, parameters) in [
            ("visits", ""), ("visits", #""number":"500""#), ("visits", #""number":"nobody""#),
            ("visits", #""before":50000"#),
        ] {
            let worst = try worst(of: method, parameters)
            #expect(worst.steps <= Self.stepsOfPiece, "\(method): \(worst)")
        }
        // Everything that was missed is counted, and then replayed, turn by turn.
        Self.worst.withLock { $0 = (0, "") }
        let late = try place.connected()
        try place.ask(
            late,
            #"{"jsonrpc":"2.0","id":2,"method":"subscribe","params":{"lane":"L1","client":"late","#
                + #""after":{"instance":"\#(instance)","seq":0},"outcomes":["choose"]}}"#)
        var heard = ""
        #expect(
            try place.turn(until: {
                heard += try place.text(late)
                return heard.contains(#""count":\#(Self.events / 100)"#)
            }))
        let worst = Self.worst.withLock { $0 }
        #expect(worst.steps <= Self.stepsOfPiece, "subscribe: \(worst)")
    }

    /// One event in a hundred is a choice, which the next one answers; the others are products,
    /// unknown cards and customers.
    private func fill(_ log: EventLog) throws {
        let source = Event.Source(
            lane: Bytes("L1"), device: Bytes("front"), time: WallTime(milliseconds: 1000))
        let ana = Customer(
            number: Bytes("500"), name: Bytes("Ana"), kind: .individual, status: .active)
        let card = Identifier(kind: .barcodeCard, "0040122910412")
        let candidates = ["1", "2"].map { Candidate(id: Bytes($0), customer: ana) }
        for number in 1...Self.events {
            let outcome: Outcome =
                switch number % 100 {
                case 7: .choose(candidates, messages: [])
                case 8: .unknown(isPending: false)
                case 9: .identified(Identification(customer: ana, shopper: nil))
                default: .read
                }
            var event = Event(source, outcome: outcome, entryMode: .scanned, kind: .barcode)
            if number % 100 < 10 { event.identifier = card }
            if number % 100 == 9 { event.replyTo = number - 2 }
            _ = log.publish(event, reading: Array("4006381333931".utf8).span)
            if number % 1000 == 0 {
                #expect(log.commit())
                log.endTurn(now: WallTime(milliseconds: 1000))
            }
        }
    }
}
