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
}
