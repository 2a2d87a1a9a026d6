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

/// udev, with this machine's rules and LaneID's own: it runs only as long as a check needs its
/// names.
private final class Udev {
    private let process: ChildProcess

    init() throws {
        let rules = "/run/udev/rules.d"
        try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
        let own = try Data(contentsOf: URL(filePath: "udev/70-laneid.rules"))
        try own.write(to: URL(filePath: "\(rules)/70-laneid.rules"))
        process = try ChildProcess(
            path: "/lib/systemd/systemd-udevd", arguments: ["--resolve-names=never"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: "/run/udevd.log")
        try waitFor("udev's start") {
            FileManager.default.fileExists(atPath: "/run/udev/control") ? true : nil
        }
        // Its control socket is there before it hears of devices; it answers when it does.
        let ping = try ChildProcess(
            path: "/bin/udevadm", arguments: ["control", "--ping"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: "/run/udevadm.log")
        try require(ping.wait() == 0, "udev does not answer")
    }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        process.kill()
        process.wait()
        // Nobody takes its links away now.
        try? FileManager.default.removeItem(atPath: "/dev/serial")
        try? FileManager.default.removeItem(atPath: "/run/udev/control")
    }
}
