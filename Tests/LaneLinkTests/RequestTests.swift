import Identity
import Testing

@testable import LaneLink

struct RequestTests {
    private func read(_ line: String) throws(RequestFault) -> Request {
        try Request.read(Array(line.utf8))
    }

    @Test("Subscribe with everything")
    func subscribe() throws {
        let request = try read(
            #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"L1","client":"pos","after":{"instance":"5f","seq":41},"outcomes":["identified","choose"],"devices":["front"],"maxAgeMs":0}}"#
        )
        #expect(request.id == .number(1))
        guard case .subscribe(let subscribe) = request.call else {
            Issue.record("no subscribe")
            return
        }
        #expect(subscribe.lane == "L1")
        #expect(subscribe.client == "pos")
        #expect(subscribe.after == .event(instance: "5f", sequence: 41))
        #expect(subscribe.outcomes == [.identified, .choose])
        #expect(subscribe.devices == ["front"])
        #expect(subscribe.maxAgeMs == 0)
    }

    @Test(
        "A parameter that a method does not take is refused by name",
        arguments: MethodParameters.names.keys.sorted())
    func unknownParameter(method: String) throws {
        let by = method == "identify.by" ? #"{"number":"7","nmae":"x"}"# : #"{"number":"7"}"#
        let after =
            method == "subscribe.after" ? #"{"instance":"5f","seq":1,"nmae":2}"# : #""ack""#
        let values = [
            "by": by, "after": after, "seq": "1", "event": "1", "place": "1", "before": "1",
            "limit": "1", "maxAgeMs": "1", "outcomes": "[]", "devices": "[]", "total": #""1""#,
            "mode": #""append""#, "raw": "true", "signal": #""accept""#, "kind": #""barcode""#,
        ]
        let name = String(method.prefix { $0 != "." })
        let isPart = method == "identify.by" || method == "subscribe.after"
        let called = isPart ? name : method
        // A key and a ticket together are refused for themselves.
        let given = MethodParameters.names[called, default: []]
            .filter { method != "grant.void" || $0 != "key" }
        let members =
            given.map { #""\#($0)":\#(values[$0] ?? #""x""#)"# }
            + (isPart ? [] : [#""nmae":1"#])
        let line =
            #"{"jsonrpc":"2.0","id":1,"method":"\#(called)","params":{\#(members.joined(separator: ","))}}"#
        let fault = #expect(throws: RequestFault.self) { try self.read(line) }
        #expect(fault?.error.code == -32602)
        #expect(fault?.error.message.hasPrefix("nmae: is unknown; \(method) takes ") == true)
    }

    @Test("A candidate may be a string or a number", arguments: ["\"2\"", "2"])
    func candidate(text: String) throws {
        let request = try read(
            #"{"jsonrpc":"2.0","id":"a","method":"choose","params":{"event":45,"candidate":\#(text)}}"#
        )
        #expect(request.id == .text("a"))
        guard case .choose(let event, let candidate) = request.call else {
            Issue.record("no choose")
            return
        }
        #expect(event == 45)
        #expect(candidate == "2")
    }

    @Test(
        "A line that is no request is answered with its fault",
        arguments: [
            ("", -32700), ("{", -32700), (#"{"jsonrpc":"2.0","id":1,"meth"#, -32700),
            ("nonsense", -32700), ("[]", -32600),
            (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
            ("7", -32600), (#""text""#, -32600), ("null", -32600),
            (#"{"id":1,"method":"ping"}"#, -32600),
            (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600),
            (#"{"jsonrpc":"2.0","id":1,"method":"fly"}"#, -32601),
            (#"{"jsonrpc":"2.0","id":1,"method":"subscribe"}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":[1]}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":""}}"#, -32602),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":"a","limit":0}}"#,
                -32602
            ),
            (#"{"jsonrpc":"2.0","id":1,"method":"ack","params":{"lane":"L1","seq":-1}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ack","params":{"lane":"L1","seq":1e99}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":1,"method":"ack","params":{"lane":"L1","seq":1.5}}"#, -32602),
            (
                #"{"jsonrpc":"2.0","id":1,"method":"feedback","params":{"device":"d","signal":"explode"}}"#,
                -32602
            ),
        ])
    func faults(line: String, code: Int) {
        #expect {
            try read(line)
        } throws: {
            ($0 as? RequestFault)?.error.code == code
        }
    }

    @Test(
        "Wrong parameters name their field",
        arguments: [
            (#"{"client":"pos"}"#, "lane"), (#"{"lane":"L1"}"#, "client"),
            (#"{"lane":7,"client":"pos"}"#, "lane"), (#"{"lane":"","client":"pos"}"#, "lane"),
            (#"{"lane":"L1","client":"pos","after":"yesterday"}"#, "after"),
            (#"{"lane":"L1","client":"pos","after":{"seq":1}}"#, "instance"),
            (#"{"lane":"L1","client":"pos","outcomes":["guess"]}"#, "outcomes"),
            (#"{"lane":"L1","client":"pos","maxAgeMs":-1}"#, "maxAgeMs"),
        ])
    func fields(parameters: String, field: String) {
        #expect {
            try read(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":\#(parameters)}"#)
        } throws: {
            ($0 as? RequestFault)?.error.message.hasPrefix("\(field):") == true
        }
    }

    @Test("Deep nesting is refused, not a crash")
    func nesting() {
        let deep = String(repeating: "[", count: 60_000)
        #expect(throws: RequestFault.self) { try read(deep) }
        let hidden =
            #"{"jsonrpc":"2.0","id":1,"method":"ping","params":"#
            + String(repeating: #"{"a":"#, count: 10_000)
        #expect(throws: RequestFault.self) { try read(hidden) }
    }

    @Test("Bytes that are no UTF-8 are no JSON")
    func encoding() {
        let line =
            Array(#"{"jsonrpc":"2.0","id":1,"method":"search","params":{"text":""#.utf8) + [
                0xFF, 0xFE,
            ] + Array(#""}}"#.utf8)
        #expect(throws: RequestFault.self) { try Request.read(line) }
    }

    @Test("A faulty notification wants no reply, a line without readable id does")
    func notifications() {
        #expect {
            try read(#"{"jsonrpc":"2.0","method":"fly"}"#)
        } throws: {
            ($0 as? RequestFault)?.wantsReply == false
        }
        #expect {
            try read("{")
        } throws: {
            ($0 as? RequestFault)?.wantsReply == true
        }
    }
}
