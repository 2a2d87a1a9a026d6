import Drivers
import Identity
import LaneLink
import Testing
import Transport

@testable import Configuration
@testable import Devices
@testable import Gateway

/// Readers behind a terminal server, and what else may be there.
@Suite(.serialized) struct NetworkDeviceTests {
    private static let label = "4006381333931\r"

    private func place(_ path: String, driver: String = "serial-scanner") throws -> TurnedGateway {
        try TurnedGateway { settings in
            settings.devices = [
                Settings.DeviceSettings(
                    name: "front", driver: .named(driver), place: .path(path), line: SerialLine(),
                    options: DriverOptions())
            ]
            settings.lanes[0].devices = ["front"]
        }
    }

    private func device(of place: TurnedGateway) throws -> AttachedDevice {
        try #require(place.gateway.attachments.device(named: "front"))
    }

    /// A gateway whose device is connected to a server.
    private func connected(
        driver: String = "serial-scanner"
    ) throws -> (LocalServer, TurnedGateway, AttachedDevice) {
        let server = try LocalServer()
        let place = try place("tcp://127.0.0.1:\(server.port)", driver: driver)
        let device = try device(of: place)
        #expect(try place.turn { server.accept() })
        #expect(try place.turn { device.state == .ready })
        return (server, place, device)
    }

    @Test func `A reader behind a terminal server reads, and is found again when that restarts`()
        throws
    {
        let (server, place, device) = try connected()
        let lane = try place.subscribed("pos")
        var heard = ""
        server.send("40063813")
        place.turn()
        server.send("33931\r")
        #expect(
            try place.turn {
                heard += try place.text(lane)
                return heard.contains("4006381333931")
            })
        // Long enough that it is no port which is somebody else's.
        _ = try place.turn(for: .milliseconds(1100))
        server.hangUp()
        #expect(try place.turn { device.state == .lost })
        #expect(device.why?.contains("is gone: the terminal server closed") == true)
        #expect(try place.turn { server.accept() && device.state != .lost })
        #expect(try place.turn { device.state == .ready })
        heard = ""
        server.send("0401229001237\r")
        #expect(
            try place.turn {
                heard += try place.text(lane)
                return heard.contains("0401229001237")
            })
    }

    @Test("Half a label ends with the connection, also with a reset", arguments: [false, true])
    func half(isReset: Bool) throws {
        let (server, place, device) = try connected()
        let lane = try place.subscribed("pos")
        server.send("400638")
        place.turn()
        server.hangUp(withReset: isReset)
        #expect(try place.turn { device.state != .ready && device.state != .opening })
        var heard = ""
        #expect(
            try place.turn {
                heard += try place.text(lane)
                return heard.contains("truncated")
            })
        #expect(device.faults == 1 && device.reads == 0 && !heard.contains("400638"))
    }

    @Test func `A port that closes each connection at once is held, and tried ever more slowly`()
        throws
    {
        let (server, place, device) = try connected()
        var tries = 0
        let end = Instant.now + .seconds(4)
        server.hangUp()
        while Instant.now < end {
            _ = place.gateway.loop.runOnce(limit: .milliseconds(10))
            guard server.accept() else { continue }
            tries += 1
            server.hangUp()
        }
        #expect(try place.turn { device.state == .held })
        #expect(device.why?.contains("another program may have it") == true)
        #expect((2...12).contains(tries), "\(tries) tries")
    }

    @Test func `Where nobody listens the device is lost, and says what to do`() throws {
        let port = try LocalServer().port
        let place = try place("tcp://127.0.0.1:\(port)")
        let device = try device(of: place)
        #expect(try place.turn { device.why != nil })
        #expect(device.state == .lost && device.why?.contains("nothing listens at") == true)
    }

    @Test func `A name is looked up beside the loop, which goes on turning`() throws {
        let place = try place("tcp://no-such-host.invalid:4001")
        let device = try device(of: place)
        let end = Instant.now + .seconds(5)
        while device.why == nil, Instant.now < end {
            let start = Instant.now
            _ = place.gateway.loop.runOnce(limit: .milliseconds(20))
            #expect(Instant.now - start < .milliseconds(500))
        }
        if let why = device.why { #expect(why.contains("there is no host no-such-host.invalid")) }
        #expect(device.state != .ready)
    }

    @Test(
        "What is no serial line is left, and gives no event",
        arguments: [
            ("SSH-2.0-OpenSSH_9.2\r\n", "speaks SSH"), ("HTTP/1.1 400 Bad Request\r\n", "HTTP"),
            ("\u{FF}\u{FB}\u{01}\u{FF}\u{FD}\u{2C}", "telnet"),
        ])
    func others(greeting: String, word: String) throws {
        let (server, place, device) = try connected()
        server.send(greeting.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        #expect(try place.turn { device.state == .present })
        #expect(device.why?.contains(word) == true)
        #expect(device.reads == 0 && device.faults == 0)
    }

    @Test func `A flood is cut off within a second, and the loop goes on turning`() throws {
        let (server, place, device) = try connected()
        let flood = Array(String(repeating: Self.label, count: 4000).utf8)
        let start = Instant.now
        #expect(
            try place.turn {
                _ = server.send(flood)
                return device.state == .present
            })
        #expect(Instant.now - start < .seconds(5))
        #expect(device.why?.contains("more than a serial line can") == true)
        #expect(device.reads <= 16 * 1024 / Self.label.utf8.count)
    }

    @Test func `A peer that takes nothing holds nobody up, and the device says so`() throws {
        let (server, place, device) = try connected(driver: "ssi-scanner")
        let start = Instant.now
        var sent = 0
        while device.signal(.accept), sent < 3_000_000 { sent += 1 }
        #expect(device.state == .stale && device.why?.contains("takes no data") == true)
        place.turn()
        #expect(Instant.now - start < .seconds(20))
        // As soon as it takes something again, so does the device.
        var isReady = false
        for _ in 0..<2000 where !isReady {
            _ = server.received()
            place.turn()
            server.send("\0")
            isReady = device.signal(.accept) && device.state == .ready
        }
        #expect(isReady && device.state == .ready)
    }

    @Test func `Commands go to the device`() throws {
        let (server, place, device) = try connected(driver: "ssi-scanner")
        #expect(device.signal(.reject))
        var got: [UInt8] = []
        #expect(
            try place.turn {
                got += server.received()
                return got == [0x05, 0xE6, 0x04, 0x00, 0x0F, 0xFF, 0x02]
            })
    }

    @Test(
        "What is a place in the network",
        arguments: [
            ("tcp://10.0.0.9:4001", "10.0.0.9", 4001), ("tcp://[fe80::1]:23", "fe80::1", 23),
            ("tcp://till-3.shop:65535", "till-3.shop", 65535),
        ])
    func places(text: String, host: String, port: Int) throws {
        let place = try #require(NetworkPlace(text))
        #expect(place.host == host && Int(place.port) == port && "\(place)" == text)
    }

    @Test(
        "What is none",
        arguments: [
            "tcp://", "tcp://:4001", "tcp://host", "tcp://host:0", "tcp://host:65536",
            "tcp://host:x", "tcp://[::1:4001", "tcp://[::1]4001", "tcp://a/b:1", "tcp://a b:1",
            "sctp://host:1", "/dev/ttyS0", "tcp://host:4001/",
        ])
    func noPlaces(text: String) {
        #expect(NetworkPlace(text) == nil)
    }

    @Test func `A driver with a port of its own needs none in the path`() {
        #expect(NetworkPlace("tcp://box", defaultPort: 1012)?.port == 1012)
        #expect(NetworkPlace("tcp://[::1]", defaultPort: 1012)?.host == "::1")
        #expect(NetworkPlace("tcp://box:1", defaultPort: 1012)?.port == 1)
    }
}
