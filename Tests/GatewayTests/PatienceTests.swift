import Foundation
import Identity
import LaneLink
import Testing
import Transport

@testable import Gateway

/// How long a client may take nothing. The gateway is in this process and turns when the test says so.
@Suite(.serialized) struct PatienceTests {
    /// A gateway without devices, and what its lanes read.
    private final class Place {
        let folder = FileManager.default.temporaryDirectory.appending(path: "laneid-\(UUID())")
        let gateway: Gateway
        private var chunk = [UInt8](repeating: 0, count: 65_536)

        init(patience: Duration) throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var settings = Settings()
            settings.directory = folder.appending(path: "directory.sqlite").path
            settings.journal.path = folder.appending(path: "journal.sqlite").path
            settings.socket.path = folder.appending(path: "lane.sock").path
            settings.socket.patience = patience
            settings.lanes = [Settings.LaneSettings(name: "L1")]
            gateway = try Gateway(settings: settings, clock: WallClock(), underSystemd: false)
            try gateway.start()
        }

        deinit {
            gateway.stop()
            try? FileManager.default.removeItem(at: folder)
        }

        func subscribed(_ client: String) throws -> UnixStream {
            let stream = try UnixStream.connect(
                path: folder.appending(path: "lane.sock").path)
            try ask(
                stream,
                #"{"jsonrpc":"2.0","method":"subscribe","params":{"lane":"L1","client":"\#(client)"}}"#
            )
            return stream
        }

        func ask(_ stream: UnixStream, _ line: String) throws {
            #expect(try stream.write(Array(line.utf8) + [0x0A]) == line.utf8.count + 1)
            turn()
        }

        func turn() { while gateway.loop.runOnce(limit: .zero) {} }

        /// Everything there is to read; true at the end of the connection.
        func read(_ stream: UnixStream) throws -> (bytes: Int, ended: Bool) {
            var total = 0
            while let count = try stream.read(into: &chunk) {
                guard count > 0 else { return (total, true) }
                total += count
            }
            return (total, false)
        }

        /// Lets the cashier type until `client`'s queue is full.
        func fill(_ client: Int, by typist: UnixStream) throws {
            let line =
                #"{"jsonrpc":"2.0","method":"identify","params":{"lane":"L1","by":{"code":"a product","kind":"barcode"}}}"#
            for _ in 0..<20_000 where !gateway.server.connections[client].isStuck {
                try ask(typist, line)
                _ = try read(typist)
            }
            #expect(gateway.server.connections[client].isStuck)
        }

        /// Turns until `condition` holds; at most ten seconds.
        func turn(until condition: () throws -> Bool) throws -> Bool {
            let limit = Instant.now + .seconds(10)
            while try !condition() {
                guard Instant.now < limit else { return false }
                _ = gateway.loop.runOnce(limit: .milliseconds(20))
            }
            return true
        }
    }

    @Test(
        "A client that takes nothing while its queue is full is closed when patience ends, the others are not"
    )
    func closed() throws {
        let place = try Place(patience: .milliseconds(300))
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
        let place = try Place(patience: .milliseconds(400))
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
        let place = try Place(patience: .milliseconds(50))
        let silent = try place.subscribed("silent")
        let later = Instant.now + .milliseconds(200)
        _ = try place.turn { Instant.now >= later }
        #expect(place.gateway.server.connections.count == 1)
        #expect(try place.read(silent).ended == false)
    }
}
