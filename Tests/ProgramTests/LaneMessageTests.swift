import Simulator
import Testing

/// What the simulator's lane makes of the gateway's lines.
@Suite struct LaneMessageTests {
    static func read(_ line: String) throws -> LaneMessage { try LaneMessage(line: line.utf8) }

    @Test func `An event is read with what it has`() throws {
        let message = try Self.read(
            #"""
            {"jsonrpc":"2.0","method":"event","params":{"seq":45,"previous":43,"lane":"L1","time":"2027-05-14T08:12:30.123Z","device":"front","outcome":"choose","entryMode":"Scanned","assurance":"possession","identifier":{"kind":"barcodeCard","masked":"********3316","symbology":"ean13"},"candidates":[{"id":"2","customer":{"number":"10412","name":"Iva","kind":"individual","status":"active"},"shopper":{"number":2,"name":"Ana"}}],"later":true}}
            """#)
        guard case .event(let event) = message else {
            Issue.record("no event")
            return
        }
        #expect(event.seq == 45 && event.previous == 43 && event.outcome == "choose")
        #expect(event.identifier?.masked == "********3316")
        #expect(event.candidates?.first?.shopper?.name == "Ana")
        #expect(event.customer == nil && event.stale == nil)
    }

    @Test func `Greetings, notices, replies and failures are told apart`() throws {
        guard
            case .hello(let hello) = try Self.read(
                #"{"method":"hello","params":{"gateway":"laneid/0.1.0","instance":"5f"}}"#),
            case .device(let device) = try Self.read(
                #"{"method":"device","params":{"device":"d","state":"held","why":"by x"}}"#),
            case .bye(let reason) = try Self.read(
                #"{"method":"bye","params":{"reason":"stopping"}}"#),
            case .overflow(let overflow) = try Self.read(
                #"{"method":"overflow","params":{"lane":"L","dropped":3,"from":4,"to":6}}"#),
            case .reply(let id, let reply) = try Self.read(#"{"id":7,"result":{"seq":9}}"#),
            case .failure(nil, let failure) = try Self.read(
                #"{"id":null,"error":{"code":-32700,"message":"no"}}"#),
            case .other(let method) = try Self.read(#"{"method":"later","params":{}}"#)
        else {
            Issue.record("read as something else")
            return
        }
        #expect(hello.instance == "5f" && device.why == "by x" && reason == "stopping")
        #expect(overflow.dropped == 3 && id == 7 && reply.seq == 9)
        #expect(failure.code == -32700 && method == "later")
    }

    @Test(
        "A line that is none of the protocol's is an error",
        arguments: ["", "{", "[]", "{}", "\u{0}"])
    func noise(line: String) {
        #expect(throws: (any Error).self) { try Self.read(line) }
    }
}
