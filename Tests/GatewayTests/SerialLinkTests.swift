import Devices
import Drivers
import Foundation
import Identity
import Testing
import Transport

@testable import Configuration
@testable import Gateway

/// Ports that cannot be opened.
@Suite struct SerialLinkTests {
    private func gateway(_ path: (Settings) -> String) throws -> TurnedGateway {
        try TurnedGateway { settings in
            settings.devices = [
                Settings.DeviceSettings(
                    name: "front", driver: .named("serial-scanner"), place: .path(path(settings)),
                    line: SerialLine(), options: DriverOptions())
            ]
            settings.lanes[0].devices = ["front"]
        }
    }

    /// A node that is there and cannot be opened, as a port whose driver is not ready: for whoever
    /// has no terminal, as nobody has in CI, this is one.
    private static let terminal = "/dev/tty"

    @Test(
        "What is there and cannot be opened is tried again: that it came is never told twice",
        .enabled(if: FileHandle(forReadingAtPath: Self.terminal) == nil))
    func there() throws {
        let place = try gateway { _ in Self.terminal }
        let device = try #require(place.gateway.attachments.device(named: "front"))
        #expect(device.state == .lost)
        #expect(place.gateway.loop.fireDeadlines(upTo: .now + .seconds(1)))
        #expect(place.gateway.loop.fireDeadlines(upTo: .now + .seconds(2)))
    }

    @Test("What is not there is waited for without a deadline")
    func absent() throws {
        let place = try gateway { $0.socket.path + ".absent" }
        let device = try #require(place.gateway.attachments.device(named: "front"))
        #expect(device.state == .lost)
        #expect(!place.gateway.loop.fireDeadlines(upTo: .now + .seconds(600)))
    }
}
