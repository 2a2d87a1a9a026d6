import Foundation
import Identity
import Simulator
import Transport

/// Scanners at serial ports that the kernel's `pl2303`, `cp210x` and `symbolserial` make: found by
/// what settings say of the adapter, and under the names that udev gives the port.
extension Check {
    static var portLinks: [Check] {
        let models = [USBModel.prolificAdapter, .silabsAdapter, .simpleCOMScanner]
        return models.map { model in
            Check(name: "The \(model.name) is read when settings name its model, and heals") {
                let daemon = try Daemon([
                    "--settings",
                    try settings(
                        """
                        { devices: [{ name: "side", driver: "serial-scanner", \
                        match: { usb: "\(model.vendorID.hexadecimal):\(model.productID.hexadecimal)" } }] }
                        """),
                ])
                return try requireHealing(of: model, daemon, plugs: 4)
            }
        }
            + models.map { model in
                Check(name: "The \(model.name) is read by udev's names for its port, and heals") {
                    let udev = try Udev()
                    let name = "usb-Virtual_\(model.product ?? "")_\(model.serialNumber ?? "")"
                    let link =
                        "/dev/serial/by-id/\(name.replacing(" ", with: "_"))-if00-port0"
                    let daemon = try Daemon(["--device", "side,driver=serial-scanner,path=\(link)"])
                    let figures = try requireHealing(of: model, daemon, plugs: 4)
                    // The other name says which plug it is in. udev makes each under a hidden name
                    // first.
                    let reader = try VirtualUSBReader(model)
                    let place = try waitFor("a link by its place") {
                        try? FileManager.default.contentsOfDirectory(atPath: "/dev/serial/by-path")
                            .first { !$0.hasPrefix(".") }
                    }
                    let other = try Daemon([
                        "--device",
                        "place,driver=serial-scanner,path=/dev/serial/by-path/\(place)",
                    ])
                    try daemon.kill()
                    try other.waitUntil("place", "ready")
                    try reader.type("4006381333931")
                    let value = try other.event().value
                    try require(value == "4006381333931", "it read \(value ?? "nothing")")
                    udev.stop()
                    return figures
                }
            }
    }

    /// Plugs it in so often, and wants a scan each time.
    private static func requireHealing(
        of model: USBModel, _ daemon: Daemon, plugs: Int
    ) throws -> String {
        var figures = Figures()
        for number in 1...plugs {
            let plugged = Instant.now
            let reader = try VirtualUSBReader(model)
            try daemon.waitUntil("side", "ready")
            figures.add(.now - plugged)
            try reader.type("98\(number)")
            let event = try daemon.event()
            try require(
                event.value == "98\(number)" && event.device == "side", "it came as \(event)")
            reader.unplug()
            try daemon.waitUntil("side", "lost")
        }
        return "plug to ready \(figures)"
    }
}
