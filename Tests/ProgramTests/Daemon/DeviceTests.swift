import Foundation
import Simulator
import TestSupport
import Testing
import Transport

/// Devices come, go and are somebody else's, and heal without a restart.
@Suite struct DeviceTests {
    /// The next notice about a device in that state.
    private func notice(_ state: String, to lane: Lane) throws -> LaneMessage.DeviceNotice {
        try lane.wait(for: "a device \(state)") { line in
            if case .device(let notice) = line.message, notice.state == state {
                notice
            } else {
                nil
            }
        }
    }

    @Test func `A reader that is unplugged and plugged in again is lost, then ready, then reads`()
        throws
    {
        let shop = try Shop()
        let lane = try shop.subscribed()
        for round in 1...3 {
            shop.unplug("front")
            let lost = try notice("lost", to: lane)
            #expect(lost.device == "front" && lost.why?.contains(shop.folder.path("front")) == true)
            #expect(try lane.call("devices").devices?.first?.state == "lost")
            shop.plug("front")
            #expect(try notice("ready", to: lane).why == nil)
            try shop.scan("round \(round)")
            #expect(try lane.event("read").value == "round \(round)")
        }
        #expect(shop.hasLogged("device front is lost"))
    }

    @Test func `A reader that comes long after the daemon is found without being asked for`() throws
    {
        let shop = try Shop(isOpen: false)
        shop.unplug("front")
        try shop.open()
        let lane = try shop.subscribed()
        #expect(try lane.call("devices").devices?.first?.state == "lost")
        shop.plug("front")
        _ = try notice("ready", to: lane)
        try shop.scan("label")
        #expect(try lane.event("read").value == "label")
    }

    @Test func `What was half sent when the plug was pulled is malformed, never a shorter number`()
        throws
    {
        let shop = try Shop()
        let lane = try shop.subscribed()
        try shop.send(Array("400638".utf8))
        #expect(try shop.reader().waitUntilRead(within: patience))
        shop.unplug("front")
        #expect(try lane.event("malformed").fault == "truncated")
        shop.plug("front")
        _ = try notice("ready", to: lane)
        try shop.scan("4006381333931")
        #expect(try lane.event("read").value == "4006381333931")
    }

    @Test
    func `A port that another program holds is said with its name and pid, and taken when free`()
        throws
    {
        let shop = try Shop(isOpen: false)
        let holder = try Holder(of: shop.folder.path("front"), in: shop.folder)
        try shop.open()
        let lane = try shop.subscribed()
        let device = try #require(try lane.call("devices").devices?.first)
        #expect(device.state == "held")
        #expect(device.why?.contains("(pid \(holder.id))") == true, "\(device.why ?? "")")
        #expect(device.why?.contains("python3") == true)
        #expect(shop.hasLogged("device front is held"))
        holder.release()
        _ = try notice("ready", to: lane)
        try shop.scan("label")
        #expect(try lane.event("read").value == "label")
    }

    @Test func `A path that is no port is said, and is no obstacle to the other devices`() throws {
        let shop = try Shop(.twoLanes, isOpen: false)
        shop.unplug("scale")
        _ = try shop.folder.file("scale", "a file")
        try shop.open()
        let lane = try shop.subscribed()
        let devices = try #require(try lane.call("devices").devices)
        #expect(devices[2].state == "present" && devices[2].why?.contains("scale") == true)
        try shop.scan("label")
        #expect(try lane.event("read").value == "label")
    }
}

/// Another program that has locked a port.
private final class Holder {
    private let process: ChildProcess

    init(of port: String, in folder: ScratchFolder) throws {
        let sign = folder.path("held")
        process = try ChildProcess(
            path: "/usr/bin/env",
            arguments: [
                "python3", "-c",
                """
                import fcntl, os, signal, sys
                fcntl.flock(os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY), fcntl.LOCK_EX)
                open(sys.argv[2], "w").close()
                signal.pause()
                """, port, sign,
            ], environment: ProcessInfo.processInfo.environment, log: folder.path("holder.log"))
        try eventually("the port's holder") { FileManager.default.fileExists(atPath: sign) }
    }

    var id: Int32 { process.id }

    func release() {
        process.kill()
        process.wait()
    }
}
