import Configuration
import Identity
import Lanes
import Testing
import Transport

@testable import Gateway

/// How long a client may take nothing.
@Suite(.serialized) struct PatienceTests {
    /// A gateway without devices whose clients may take nothing for so long.
    private func place(patience: Duration) throws -> TurnedGateway {
        try TurnedGateway { $0.socket.patience = patience }
    }

    @Test(
        "A client that takes nothing while its queue is full is closed when patience ends, the others are not"
    )
    func closed() throws {
        let place = try place(patience: .milliseconds(300))
        let slow = try place.subscribed("slow")
        let typist = try place.subscribed("typist")
        try place.fill(0, by: typist)
        let began = Instant.now
        let isClosed = try place.turn { place.gateway.server.connections.count == 1 }
        #expect(isClosed)
        #expect(Instant.now - began >= .milliseconds(200))
        let rest = try place.read(slow)
        #expect(rest.ended && rest.bytes > 0)
        try place.ask(typist, #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
        #expect(try place.read(typist).ended == false)
    }

    @Test("A client that takes a little now and then is slow, and stays")
    func slow() throws {
        let place = try place(patience: .milliseconds(400))
        let slow = try place.subscribed("slow")
        let typist = try place.subscribed("typist")
        for _ in 0..<6 {
            try place.fill(0, by: typist)
            let later = Instant.now + .milliseconds(150)
            _ = try place.turn { Instant.now >= later }
            var some = [UInt8](repeating: 0, count: 16_384)
            #expect(try slow.read(into: &some) ?? 0 > 0)
            place.turn()
            #expect(place.gateway.server.connections.count == 2)
        }
    }

    @Test("A client whose queue never filled may be silent as long as it likes")
    func silent() throws {
        let place = try place(patience: .milliseconds(50))
        let silent = try place.subscribed("silent")
        let later = Instant.now + .milliseconds(200)
        _ = try place.turn { Instant.now >= later }
        #expect(place.gateway.server.connections.count == 1)
        #expect(try place.read(silent).ended == false)
    }
}

extension TurnedGateway {
    /// Lets the cashier type until `client`'s queue is full.
    fileprivate func fill(_ client: Int, by typist: UnixStream) throws {
        let line =
            #"{"jsonrpc":"2.0","method":"identify","params":{"lane":"L1","by":{"code":"a product","kind":"barcode"}}}"#
        for _ in 0..<20_000 where !gateway.server.connections[client].isStuck {
            try ask(typist, line)
            _ = try read(typist)
        }
        #expect(gateway.server.connections[client].isStuck)
    }
}
