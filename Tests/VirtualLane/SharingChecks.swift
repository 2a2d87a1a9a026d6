import Foundation
import Identity
import Simulator
import Transport

/// What a reader has in common with other programs, with its twin and with the kernel: who has it,
/// its lights, its other port, and what its unplugging says.
extension Check {
    static var sharing: [Check] {
        [
            Check(
                name: "An unplug of an idle HID reader is no fault",
                drivers: ["hid-scanner", "ibm-scanner", "keyboard-reader", "hid-swipe"],
                run: idleUnplugs),
            Check(
                name:
                    "A reader that another program has is held under its own name, and ready soon after",
                drivers: ["hid-scanner", "magtek-swipe"], run: heldReaders),
            Check(
                name: "A keyboard scanner is told that Caps Lock is off",
                drivers: ["keyboard-reader"]
            ) {
                let daemon = try Daemon([])
                let reader = try VirtualUSBReader(.keyboardScanner)
                try daemon.waitForReady(driver: "keyboard-reader")
                var told: [HostReport] = []
                try waitFor("its lights") {
                    told += reader.takeReceived()
                    return told.last == .output([0x01]) ? true : nil
                }
                // The key lights it, as every host does.
                try reader.type("hex:0000390000000000")
                try waitFor("the light") {
                    reader.takeReceived().last == .output([0x03]) ? true : nil
                }
                return "\(told.count) reports"
            },
            Check(
                name: "Both serial ports of one device are read",
                drivers: ["serial-scanner"], run: bothPorts),
        ]
    }

    private static func idleUnplugs() throws -> String {
        let daemon = try Daemon([])
        let models: [USBModel] = [
            .hidScanner, .plainHIDScanner, .ibmScanner, .keyboardScanner, .magtekSwipe,
            .magnesafeSwipe, .idtechSwipe, .hidSwipe,
        ]
        for _ in 0..<3 {
            for model in models {
                let reader = try VirtualUSBReader(model)
                let name = try daemon.waitForReady(driver: model.driver).device
                // What a driver sends at the beginning is not meant.
                usleep(200_000)
                reader.unplug()
                try daemon.waitUntil(name, "lost")
                let faults = try daemon.device(name)?.faults
                try require(faults == 0, "\(model.name) had \(faults ?? -1) faults")
            }
        }
        let event = try daemon.event(within: .seconds(1))
        try require(event == nil, "\(event?.outcome ?? "") came")
        return "\(3 * models.count) unplugs"
    }

    private static func heldReaders() throws -> String {
        let first = try Daemon([])
        let swiper = try VirtualUSBReader(.magtekSwipe.numbered("HELD-1"))
        let scanner = try VirtualUSBReader(.hidScanner.numbered("HELD-2"))
        let names = ["magtek-swipe-HELD-1", "hid-scanner-HELD-2"]
        for name in names { try first.waitUntil(name, "ready") }
        let second = try Daemon([])
        var whys: [String] = []
        for name in names { whys.append(try second.waitUntil(name, "held")) }
        for why in whys {
            try require(why.contains("laneidd (pid \(first.id))"), "it is held by \(why)")
        }
        let freed = Instant.now
        try first.kill()
        for name in names { try second.waitUntil(name, "ready") }
        let waited = (Instant.now - freed).inNanoseconds / 1_000_000
        try scanner.type("4006381333931")
        let value = try second.event().value
        try require(value == "4006381333931", "it read \(value ?? "nothing")")
        withExtendedLifetime(swiper) {}
        return "\(whys[0]); ready \(waited) ms after the other's end"
    }

    private static func bothPorts() throws -> String {
        let daemon = try Daemon([])
        var model = USBModel.serialPortScanner.numbered("PORTS-2")
        var (control, data) = (model.interfaces[0], model.interfaces[1])
        control.classDescriptors[control.classDescriptors.count - 2] = 2
        control.classDescriptors[control.classDescriptors.count - 1] = 3
        control.endpoints = [
            USBEndpoint(address: 0x84, kind: .interrupt, maxPacketSize: 8, interval: 255)
        ]
        data.endpoints = [
            USBEndpoint(address: 0x83, kind: .bulk, maxPacketSize: 64),
            USBEndpoint(address: 0x03, kind: .bulk, maxPacketSize: 64),
        ]
        model.interfaces += [control, data]
        let names = ["serial-scanner-PORTS-2", "serial-scanner-PORTS-2-if2"]
        for (address, name) in zip([0x81, 0x83] as [UInt8], names) {
            model.inputAddress = address
            let reader = try VirtualUSBReader(model)
            for other in names { try daemon.waitUntil(other, "ready") }
            try reader.type("4006381333931")
            let event = try daemon.event()
            try require(
                event.device == name && event.value == "4006381333931", "it came as \(event)")
            reader.unplug()
            for other in names { try daemon.waitUntil(other, "lost") }
        }
        return names.joined(separator: ", ")
    }
}
