import Foundation
import Transport

/// udev, with this machine's rules and LaneID's own: it runs only as long as a check needs its
/// names.
final class Udev {
    private let process: ChildProcess

    /// - Parameters:
    ///   - others: Rules of other programs, by the names of their files.
    ///   - resolvesNames: Whether the groups that rules name are looked for.
    init(others: [String: String] = [:], resolvesNames: Bool = false) throws {
        let rules = "/run/udev/rules.d"
        try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
        for name in ["70-laneid.rules", "93-laneid-cards.rules"] {
            let own = try Data(contentsOf: URL(filePath: "udev/\(name)"))
            try own.write(to: URL(filePath: "\(rules)/\(name)"))
        }
        for (name, text) in others {
            try Data(text.utf8).write(to: URL(filePath: "\(rules)/\(name)"))
        }
        process = try ChildProcess(
            path: "/lib/systemd/systemd-udevd",
            arguments: ["--resolve-names=\(resolvesNames ? "early" : "never")"],
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
