import Foundation
import Identity
import Journal
import Testing
import Transport

@testable import Configuration
@testable import Gateway

/// A gateway in this process that turns when the test says so, with one lane, L1.
final class TurnedGateway {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "laneid-\(UUID())")
    let gateway: Gateway
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(_ set: (inout Settings) -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var settings = Settings()
        settings.directory = folder.appending(path: "directory.sqlite").path
        settings.journal.path = folder.appending(path: "journal.sqlite").path
        settings.socket.path = folder.appending(path: "lane.sock").path
        settings.lanes = [Settings.LaneSettings(name: "L1")]
        set(&settings)
        gateway = try Gateway(settings: settings, clock: WallClock(), underSystemd: false)
        try gateway.start()
    }

    deinit {
        gateway.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    func connected() throws -> UnixStream {
        try UnixStream.connect(path: folder.appending(path: "lane.sock").path)
    }

    func subscribed(_ client: String) throws -> UnixStream {
        let stream = try connected()
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

    /// Everything there is to read, as text.
    func text(_ stream: UnixStream) throws -> String {
        var text = ""
        while let count = try stream.read(into: &chunk), count > 0 {
            text += String(decoding: chunk[..<count], as: UTF8.self)
        }
        return text
    }

    /// Turns for so long.
    func turn(for duration: Duration) throws -> Bool {
        let end = Instant.now + duration
        return try turn { Instant.now >= end }
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
