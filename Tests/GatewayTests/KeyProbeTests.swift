import Devices
import Drivers
import Identity
import Testing
import Transport

@testable import Configuration
@testable import Gateway

/// A key probe from its adapter to the lane, at a port and behind a terminal server.
@Suite(.serialized) struct KeyProbeTests {
    /// What a DS2480B with one key answers; the number is that of the DS1990A's data sheet.
    private struct Adapter {
        var hasKey = false
        private var pending: [UInt8] = []
        private static let search: [UInt8] = [
            0x02, 0x00, 0x8A, 0x08, 0x22, 0xA0, 0x8A, 0xAA, 0, 0, 0, 0, 0, 0, 0x28, 0x28,
        ]

        mutating func answer(to bytes: [UInt8], isFirst: inout Bool) -> [UInt8] {
            pending += bytes
            var answer: [UInt8] = []
            while let byte = pending.first {
                let length = byte == 0x00 ? 16 : byte == 0xE3 ? 2 : 1
                guard pending.count >= length else { break }
                pending.removeFirst(length)
                switch byte {
                // The first one shows the speed.
                case 0xC1 where isFirst: isFirst = false
                case 0xC1: answer.append(hasKey ? 0xCD : 0xCF)
                case 0x0F: answer.append(0x00)
                case 0xF0: answer.append(0xF0)
                case 0x00: answer += Self.search
                default: break
                }
            }
            return answer
        }
    }

    /// Plays the adapter at one end; the lane must hear of the key coming and going, once each.
    private func play(
        _ path: String, read: () throws -> [UInt8], write: ([UInt8]) throws -> Void
    ) throws {
        let place = try TurnedGateway { settings in
            settings.devices = [
                Settings.DeviceSettings(
                    name: "keys", driver: .named("ibutton-serial"), place: .path(path),
                    line: SerialLine(), options: DriverOptions())
            ]
            settings.lanes[0].devices = ["keys"]
        }
        let device = try #require(place.gateway.attachments.device(named: "keys"))
        let lane = try place.subscribed("pos")
        var adapter = Adapter()
        var isFirst = true
        var heard = ""
        func turn(until condition: () -> Bool) throws -> Bool {
            try place.turn {
                let answer = adapter.answer(to: try read(), isFirst: &isFirst)
                if !answer.isEmpty { try write(answer) }
                heard += try place.text(lane)
                return condition()
            }
        }
        #expect(try turn { device.state == .ready })
        adapter.hasKey = true
        #expect(try turn { device.reads > 0 && heard.contains("electronicKey") })
        #expect(heard.contains("66000000FBC52B01"))
        #expect(heard.contains(#""entryMode":"Tapped""#))
        let start = Instant.now
        _ = try turn { Instant.now - start > .milliseconds(500) }
        #expect(device.reads == 1 && device.faults == 0)
        heard = ""
        adapter.hasKey = false
        #expect(try turn { heard.contains(#""outcome":"removed""#) })
        #expect(heard.contains(#""reading":"electronicKey""#) && heard.contains("Tapped"))
        #expect(
            heard.contains(#""identifier":{"kind":"electronicKey","masked":"************2B01"}"#))
        #expect(device.reads == 1 && device.state == .ready)
    }

    @Test func `At a serial port a key comes and goes`() throws {
        let port = try Pseudoterminal()
        try play(
            port.path,
            read: {
                var chunk = [UInt8](repeating: 0, count: 256)
                let count = try port.read(into: &chunk) ?? 0
                return Array(chunk.prefix(count))
            }, write: { _ = try port.write($0) })
    }

    @Test func `Behind a terminal server a key comes and goes`() throws {
        let server = try LocalServer()
        try play(
            "tcp://127.0.0.1:\(server.port)",
            read: {
                _ = server.accept()
                return server.received()
            }, write: { server.send($0) })
    }
}
