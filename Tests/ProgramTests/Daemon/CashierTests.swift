import Simulator
import TestSupport
import Testing

/// What a cashier types, chooses and is answered.
@Suite struct CashierTests {
    @Test func `A customer number that was typed is looked up and keyed`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        let reply = try lane.call("identify", #""lane":"L1","by":{"number":"10412"}"#)
        let event = try lane.event("identified")
        #expect(event.seq == reply.seq && event.device == nil)
        #expect(event.entryMode == "Keyed" && event.assurance == "operator")
        #expect(event.customer?.name == "Iva Horvat" && event.customer?.number == "10412")
        _ = try lane.call("identify", #""lane":"L1","by":{"number":"99999"}"#)
        #expect(try lane.event("unknown").value == "99999")
    }

    @Test func `A code that was typed goes through the same rules as one that was read`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        for (code, kind, outcome) in [
            (SampleDirectory.card, "barcode", "identified"),
            (SampleDirectory.stripe, "magstripe", "identified"),
            (SampleDirectory.suspendedStripe, "magstripe", "refused"),
            ("0049999900001", "barcode", "coupon"), ("a product", "barcode", "read"),
            ("8134999999", "magstripe", "unknown"),
        ] {
            let reply = try lane.call(
                "identify", #""lane":"L1","by":{"code":"\#(code)","kind":"\#(kind)"}"#)
            let event = try lane.event(outcome)
            #expect(event.seq == reply.seq && event.entryMode == "Keyed", "\(code)")
        }
        #expect(
            try lane.refusal("identify", #""lane":"L2","by":{"number":"1"}"#).data?.code
                == "notSubscribed")
        #expect(try lane.refusal("identify", #""lane":"L1","by":{}"#).code == -32602)
        #expect(
            try lane.refusal("identify", #""lane":"L1","by":{"code":"1","kind":"smell"}"#).code
                == -32602)
    }

    @Test func `A card of several shoppers is chosen from once, and no other candidate is taken`()
        throws
    {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choice = try lane.event("choose")
        #expect(choice.candidates?.map { $0.shopper?.name } == ["Ana", "Ben"])
        #expect(choice.identifier?.masked == "******0500")
        let wrong = try lane.refusal("choose", #""event":\#(choice.seq),"candidate":"9""#)
        #expect(wrong.data?.code == "noSuchCandidate")
        let none = try lane.refusal("choose", #""event":7,"candidate":"1""#)
        #expect(none.data?.code == "noSuchEvent")

        let reply = try lane.call("choose", #""event":\#(choice.seq),"candidate":"2""#)
        let answer = try lane.event("identified")
        #expect(answer.seq == reply.seq && answer.replyTo == choice.seq)
        #expect(answer.shopper?.name == "Ben" && answer.customer?.number == "500")
        #expect(answer.device == "swipe" && answer.entryMode == "MagStripe")
        let twice = try lane.refusal("choose", #""event":\#(choice.seq),"candidate":"1""#)
        #expect(twice.data?.code == "staleChoice" && twice.code == -32004)
        // What is no choice has none.
        let event = try lane.refusal("choose", #""event":\#(answer.seq),"candidate":"1""#)
        #expect(event.data?.code == "staleChoice")
    }

    @Test func `A choice is open, or answered, also after the daemon was killed`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choices = try lane.events(2).map(\.seq)
        try lane.call("choose", #""event":\#(choices[0]),"candidate":"1""#)
        #expect(try lane.event("identified").shopper?.name == "Ana")
        shop.kill()
        try shop.open()
        let again = try shop.subscribed()
        let answered = try again.refusal("choose", #""event":\#(choices[0]),"candidate":"2""#)
        #expect(answered.data?.code == "staleChoice")
        try again.call("choose", #""event":\#(choices[1]),"candidate":2"#)
        let answer = try again.event("identified")
        #expect(answer.shopper?.name == "Ben" && answer.replyTo == choices[1])
    }

    @Test func `Another lane's choice is not for this one to answer`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed()
        try shop.scan(SampleDirectory.sharedStripe, at: "swipe")
        let choice = try lane.event("choose")
        let other = try shop.subscribed("L2")
        let failure = try other.refusal("choose", #""event":\#(choice.seq),"candidate":"1""#)
        #expect(failure.data?.code == "notSubscribed")
    }

    @Test(
        "A customer is found by the start of any name, in any case, accents ignored",
        arguments: [
            (
                "hor",
                #"{"number":"10412","name":"Iva Horvat","kind":"individual","status":"active","servable":true}"#
            ),
            ("IVA h", #"{"number":"10412""#), ("peric", #""status":"inactive","servable":false}"#),
            ("ben", #"{"number":"500","name":"Ana and Ben""#), ("orvat", ""),
        ])
    func search(text: String, found: String) throws {
        let shop = try Shop()
        let lane = try shop.lane()
        try lane.send(
            #"{"jsonrpc":"2.0","id":"s","method":"search","params":{"text":"\#(text)","limit":5}}"#)
        let line = try #require(try lane.client.line(within: patience))
        let reply = String(decoding: line, as: UTF8.self)
        #expect(reply.hasPrefix(#"{"jsonrpc":"2.0","id":"s","result":{"customers":["#))
        #expect(found.isEmpty ? reply.contains("[]") : reply.contains(found), "\(reply)")
    }

    @Test func `A search for nothing, or without a directory, says why`() throws {
        let shop = try Shop()
        let lane = try shop.lane()
        #expect(try lane.refusal("search", #""text":"…""#).code == -32602)
        #expect(try lane.refusal("search", #""text":"""#).code == -32602)
        try shop.folder.remove("directory.sqlite")
        let failure = try lane.refusal("search", #""text":"iva""#)
        #expect(failure.data?.code == "directoryUnavailable")
    }

    @Test func `A scanner beeps when told to, and a reader that cannot says so`() throws {
        let shop = try Shop(.twoLanes)
        let lane = try shop.subscribed("L2")
        try lane.call("feedback", #""device":"scale","signal":"accept""#)
        #expect(
            try shop.reader("scale").awaitCommands(within: patience) == Array("S334\r".utf8))
        for (device, signal, word) in [
            ("swipe", "accept", "noFeedback"), ("nobody", "accept", "noSuchDevice"),
        ] {
            let failure = try lane.refusal(
                "feedback", #""device":"\#(device)","signal":"\#(signal)""#)
            #expect(failure.data?.code == word)
        }
        #expect(try lane.refusal("feedback", #""device":"scale","signal":"sing""#).code == -32602)
    }
}
