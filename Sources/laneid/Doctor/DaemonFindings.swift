import Gateway
import Identity
import LaneLink
import Simulator
import Transport

/// What came of asking the running daemon.
struct DaemonFacts {
    enum Answer {
        /// It greeted; `protocols` is what it speaks, `devices` its readers, nil if unknown.
        case greeted(
            gateway: String, protocols: ClosedRange<Int>?, clockIsSet: Bool,
            devices: [LaneMessage.Device]?, files: DaemonFiles?)
        case absent
        /// This user may not connect; the group that may, where there is one.
        case denied(group: String?)
        /// It took the connection and ended it, with this reason.
        case refused(String)
        /// It took the connection and said nothing.
        case silent
        /// Something else, in words.
        case failed(String)
    }

    var socket: String
    var answer: Answer
    /// The processes that are called `laneidd`.
    var processes: [RunningProcess] = []
    /// How this user is called in commands.
    var user: String
    var kernel: String?

    /// Whether there is a daemon at this socket, whether it may be asked or not.
    var runs: Bool {
        switch answer {
        case .absent, .failed: false
        case .greeted, .denied, .refused, .silent: true
        }
    }

    /// What the daemon says of its files; nil where it was not asked.
    var files: DaemonFiles? {
        if case .greeted(_, _, _, _, let files) = answer { files } else { nil }
    }

    var findings: [Finding] { daemon + version }

    private var daemon: [Finding] {
        switch answer {
        case .greeted(_, _, let clockIsSet, _, _):
            let well = Finding(
                .daemon, .well, "daemonRunning", of: socket,
                "the daemon is running and listens at \(socket)")
            guard clockIsSet else { return [well] }
            return [
                well,
                Finding(
                    .clock, .wrong, "clockSet",
                    "the daemon's clock was set by LANEID_NOW and does not show the machine's time",
                    type:
                        "sudo systemctl unset-environment LANEID_NOW && sudo systemctl restart laneidd"
                ),
            ]
        case .absent:
            guard let process = processes.first else {
                return [
                    Finding(
                        .daemon, .wrong, "daemonAbsent", of: socket,
                        "the daemon is not running: nothing accepts connections at \(socket)",
                        type: "sudo systemctl enable --now laneidd")
                ]
            }
            return [
                Finding(
                    .daemon, .wrong, "socketElsewhere", of: socket,
                    "\(process) is running, but accepts no connections at \(socket): it has another socket, or is starting",
                    type: "tr '\\0' ' ' < /proc/\(process.id)/cmdline")
            ]
        case .denied(let group):
            let who = group.map { "only group \($0) may" } ?? "its mode does not let this user"
            return [
                Finding(
                    .daemon, .wrong, "socketDenied", of: socket,
                    "user \(user) may not connect to \(socket): \(who)",
                    type: group.map { "sudo usermod -aG \($0) \(user)   # then log in again" }
                        ?? "sudo laneid doctor")
            ]
        case .refused("notAllowed"):
            return [
                Finding(
                    .daemon, .wrong, "daemonRefused", of: socket,
                    "the daemon sent user \(user) away: settings' access does not name this user",
                    type: "sudo laneid doctor")
            ]
        case .refused(let reason):
            return [
                Finding(
                    .daemon, .wrong, "daemonRefused", of: socket,
                    "the daemon ended the connection at once: \(reason)",
                    type: "journalctl -u laneidd -n 20")
            ]
        case .silent:
            return [
                Finding(
                    .daemon, .wrong, "daemonSilent", of: socket,
                    "the daemon took the connection and said nothing for 3 seconds: it hangs, or another program listens at \(socket)",
                    type: "sudo systemctl restart laneidd")
            ]
        case .failed(let words):
            return [Finding(.daemon, .wrong, "socketUnusable", of: socket, words)]
        }
    }

    private var version: [Finding] {
        let own = "laneid/\(Version.text)"
        let kernel = kernel.map { ", Linux \($0)" } ?? ""
        guard case .greeted(let gateway, let protocols, _, _, _) = answer else {
            return [
                Finding(
                    .version, .well, "version",
                    "tool \(own), lane protocol \(LaneProtocol.version)\(kernel)")
            ]
        }
        if let protocols, !protocols.contains(LaneProtocol.version) {
            return [
                Finding(
                    .version, .wrong, "protocolDiffers",
                    "this tool speaks lane protocol \(LaneProtocol.version) and the daemon \(protocols.lowerBound) to \(protocols.upperBound)",
                    type: "sudo make install && sudo systemctl restart laneidd")
            ]
        }
        guard gateway == own else {
            return [
                Finding(
                    .version, .wrong, "versionsDiffer",
                    "the tool is \(own) and the running daemon \(gateway): it was not started again after an installation",
                    type: "sudo systemctl restart laneidd")
            ]
        }
        return [
            Finding(
                .version, .well, "version",
                "tool and daemon \(own), lane protocol \(LaneProtocol.version)\(kernel)")
        ]
    }
}

/// The daemon's readers, as it lists them.
struct DeviceFacts {
    var devices: [LaneMessage.Device]

    var findings: [Finding] {
        devices.filter { $0.lane != nil }.map(finding)
    }

    private func finding(_ device: LaneMessage.Device) -> Finding {
        let why = device.why ?? "it does not say why"
        let name = device.device
        func wrong(_ word: String, _ type: String? = nil) -> Finding {
            Finding(
                .device, .wrong, word, of: name, "\(name) is \(device.state): \(why)", type: type)
        }
        switch DeviceState(rawValue: device.state) {
        case .ready where device.faults > 0 && device.faults * 5 > device.reads:
            return Finding(
                .device, .wrong, "deviceReadsBadly", of: name,
                "\(name) is ready, but of \(device.reads + device.faults) messages \(device.faults) failed their check: dirt, a cable, or wrong line settings",
                type: "laneid test \(name)")
        case .ready:
            return Finding(
                .device, .well, "deviceReady", of: name,
                "\(name) is ready at \(device.identity), \(device.reads.counted("reading")), \(device.faults.counted("fault"))"
            )
        case .lost: return wrong("deviceLost")
        case .held where device.why?.hasPrefix("it is being tested") == true:
            return Finding(
                .device, .note, "deviceTested", of: name, "\(name): \(why)",
                type: "laneid devices")
        case .held: return wrong("deviceHeld", Cure.forHolder(in: why))
        case .denied:
            return wrong(
                "deviceDenied", device.driver == "ccid-reader" ? Cure.cardRules : Cure.rules)
        case .stale: return wrong("deviceStale", "laneid test \(name)")
        case .present, .opening, nil: return wrong("deviceNotReady", "laneid devices")
        }
    }
}

/// What to type against what happens often.
enum Cure {
    static let reload = "sudo udevadm control --reload && sudo udevadm trigger"
    static let rules = rules(adding: [])

    /// Installs the udev rules, with models let in besides.
    static func rules(adding models: [String]) -> String {
        let words = (["laneid", "udev"] + models).joined(separator: " ")
        return "\(words) | sudo tee /etc/udev/rules.d/70-laneid.rules >/dev/null && \(reload)"
    }

    /// Installs the second file, for smart-card readers.
    static let cardRules =
        "laneid udev --cards | sudo tee /etc/udev/rules.d/93-laneid-cards.rules >/dev/null && \(reload)"

    /// What stops the program that a sentence names.
    static func forHolder(in why: String) -> String? {
        if why.contains("pcscd") { return "sudo systemctl stop pcscd.socket pcscd.service" }
        if why.contains("ModemManager") { return rules }
        if why.contains("brltty") { return "sudo apt-get remove brltty" }
        return nil
    }
}
