import Devices
import Drivers
import Identity
import Testing
import Transport

@testable import Configuration
@testable import Gateway

/// A technician's test, and the lane it is taken from.
@Suite(.serialized) struct DeviceTestTests {
    @Test("A forgotten test ends after ten minutes, not before, and the lane has its reader again")
    func limit() throws {
        let reader = try Pseudoterminal()
        let place = try TurnedGateway { settings in
            settings.devices = [
                Settings.DeviceSettings(
                    name: "front", driver: .named("serial-scanner"), place: .path(reader.path),
                    line: SerialLine(), options: DriverOptions())
            ]
            settings.lanes[0].devices = ["front"]
        }
        let device = try #require(place.gateway.attachments.device(named: "front"))
        let lane = try place.subscribed("pos")
        let tester = try place.connected()
        try place.ask(
            tester,
            #"{"jsonrpc":"2.0","id":1,"method":"device.test","params":{"device":"front"}}"#)
        #expect(try place.text(tester).contains(#""limitSeconds":600"#))
        _ = try place.text(lane)
        func scan(heardBy stream: UnixStream, as text: String) throws {
            _ = try reader.write(Array("4006381333931\r".utf8))
            var heard = ""
            let isHeard = try place.turn {
                heard += try place.text(stream)
                return heard.contains(text)
            }
            #expect(isHeard, "heard was \(heard)")
        }

        let began = place.gateway.loop.now
        #expect(!place.gateway.loop.fireDeadlines(upTo: began + .seconds(599)))
        #expect(device.test != nil)
        // The tester hears only the last four digits.
        try scan(heardBy: tester, as: "*********3931")
        #expect(try !place.text(lane).contains("4006381333931"))

        #expect(place.gateway.loop.fireDeadlines(upTo: began + .seconds(600)))
        #expect(device.test == nil)
        place.gateway.turnEnded()
        let farewell = try place.text(tester)
        #expect(farewell.contains("testEnded") && farewell.contains("limit"))
        try scan(heardBy: lane, as: "4006381333931")
        #expect(try place.text(tester).isEmpty)
    }

    @Test(
        "A tester who asks for the bytes gets them with times; of cards and licences their number",
        arguments: [
            ("]C08134000123\r", "5D 43 30 38 31 33 34 30 30 30 31 32 33 0D"),
            ("]E04006381333932\r", "5D 45 30 34 30 30 36 33 38 31 33 33 33 39 33 32 0D"),
            ("4111111111111111\r", nil), ("]Q1 4111 1111 1111 1111\r", nil),
            ("41111111111111112912\r", nil), ("DLDAQ99000111|DCSEXAMPLESON|DACPAT\r", nil),
        ])
    func raw(text: String, bytes: String?) throws {
        let reader = try Pseudoterminal()
        let place = try TurnedGateway { settings in
            settings.devices = [
                Settings.DeviceSettings(
                    name: "front", driver: .named("serial-scanner"), place: .path(reader.path),
                    line: SerialLine(), options: DriverOptions())
            ]
            settings.lanes[0].devices = ["front"]
        }
        let tester = try place.connected()
        try place.ask(
            tester,
            #"{"jsonrpc":"2.0","id":1,"method":"device.test","params":{"device":"front","raw":true}}"#
        )
        _ = try place.text(tester)
        _ = try reader.write(Array(text.utf8))
        var heard = ""
        let isHeard = try place.turn {
            heard += try place.text(tester)
            if let device = place.gateway.attachments.device(named: "front"), device.test != nil {
                _ = place.gateway.loop.fireDeadlines(upTo: place.gateway.loop.now + .seconds(1))
                place.gateway.turnEnded()
            }
            return heard.contains("\"raw\"")
        }
        #expect(isHeard, "heard was \(heard)")
        #expect(heard.contains("\"length\":\(text.utf8.count)"))
        #expect(heard.contains("pieces") == (bytes != nil), "heard was \(heard)")
        if let bytes { #expect(heard.contains("\"bytes\":\"\(bytes)\"")) }
        #expect(!heard.contains("34 31 31 31 31") && !heard.contains("44 43 53"))
    }

    @Test("The same text again within the dwell is one reading; another, or a later one, is not")
    func dwell() throws {
        let reader = try Pseudoterminal()
        let place = try TurnedGateway { settings in
            var device = Settings.DeviceSettings(
                name: "front", driver: .named("serial-scanner"), place: .path(reader.path),
                line: SerialLine(), options: DriverOptions())
            device.dwell = .seconds(10)
            settings.devices = [device]
            settings.lanes[0].devices = ["front"]
        }
        let device = try #require(place.gateway.attachments.device(named: "front"))
        let lane = try place.subscribed("pos")
        _ = try place.text(lane)
        for text in ["4006381333931\r", "4006381333931\r", "8134000123\r", "4006381333931\r"] {
            _ = try reader.write(Array(text.utf8))
        }
        _ = try place.turn { device.reads >= 3 }
        place.gateway.turnEnded()
        #expect(device.reads == 3)
        let heard = try place.text(lane)
        #expect(heard.split(separator: "4006381333931").count == 3, "heard was \(heard)")
    }
}
