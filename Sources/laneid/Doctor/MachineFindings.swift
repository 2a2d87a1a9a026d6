import Identity
import Transport

/// The group whose members may use readers and the lane socket.
struct GroupFacts {
    var name = "laneid"
    var exists: Bool
    var isMember: Bool
    var isRoot: Bool
    var user: String

    var findings: [Finding] {
        guard exists else {
            return [
                Finding(
                    .group, .wrong, "groupMissing", of: name,
                    "there is no group \(name): only root may use readers and the lane socket",
                    type: "sudo systemd-sysusers   # or: sudo groupadd --system \(name)")
            ]
        }
        guard isMember || isRoot else {
            return [
                Finding(
                    .group, .note, "groupNotMember", of: name,
                    "user \(user) is not in group \(name): as a lane's user it could not connect",
                    type: "sudo usermod -aG \(name) \(user)   # then log in again")
            ]
        }
        let who = isRoot ? "this is root, who may do everything" : "user \(user) is in it"
        return [
            Finding(.group, .well, "groupMember", of: name, "group \(name) is there, and \(who)")
        ]
    }
}

/// The udev rules that are installed, the file that counts first.
struct UdevFacts {
    var file: (path: String, text: String)?
    /// What `laneid udev` prints.
    var expected: String
    /// Whether it is the second file, for smart-card readers.
    var isOfCards = false

    /// Where udev looks, what wins first (udev(7)).
    static let folders = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d",
        "/usr/lib/udev/rules.d", "/lib/udev/rules.d",
    ]

    /// Whether everything that is expected is there; models may have been added.
    var isCurrent: Bool {
        guard let file else { return false }
        let lines = Set(Self.rules(file.text))
        return Self.rules(expected).allSatisfy(lines.contains)
    }

    var findings: [Finding] {
        let cure = isOfCards ? Cure.cardRules : Cure.rules
        guard let file else {
            if isOfCards {
                return [
                    Finding(
                        .udev, .note, "udevCardsMissing",
                        "the udev rules for smart-card readers are not installed: other programs' rules decide whose they are",
                        type: cure)
                ]
            }
            return [
                Finding(
                    .udev, .wrong, "udevMissing",
                    "the udev rules are not installed: USB readers belong to root, and ModemManager may write to serial ones",
                    type: cure)
            ]
        }
        guard isCurrent else {
            return [
                Finding(
                    .udev, .wrong, "udevDiffers", of: file.path,
                    "\(file.path) is not what this version's `laneid udev\(isOfCards ? " --cards" : "")` prints",
                    type: cure)
            ]
        }
        return [
            Finding(
                .udev, .well, "udevInstalled", of: file.path,
                "the udev rules are installed in \(file.path)")
        ]
    }

    private static func rules(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }
}

/// Programs that are known to take readers for themselves.
struct ProgramFacts {
    static let names: Set<String> = ["pcscd", "ModemManager", "brltty"]

    var processes: [RunningProcess]
    var rulesAreInstalled: Bool

    var findings: [Finding] {
        processes.map { process in
            switch process.name {
            case "ModemManager" where rulesAreInstalled:
                Finding(
                    .program, .well, "modemManagerRuns", of: process.name,
                    "\(process) runs, and the udev rules keep it away from readers")
            case "ModemManager":
                Finding(
                    .program, .wrong, "modemManagerRuns", of: process.name,
                    "\(process) runs and sends commands to every new serial port: the udev rules keep it away from readers",
                    type: Cure.rules)
            case "brltty":
                Finding(
                    .program, .wrong, "brlttyRuns", of: process.name,
                    "\(process) runs, and takes serial adapters for braille displays",
                    type: "sudo apt-get remove brltty")
            default:
                Finding(
                    .program, .note, "pcscdRuns", of: process.name,
                    "\(process) runs: it takes smart-card readers, and no other",
                    type:
                        "sudo systemctl stop pcscd.socket pcscd.service   # if a reader is held by it"
                )
            }
        }
    }
}

/// Clock and calendar.
struct ClockFacts {
    var now: WallTime
    /// Nil where the system does not tell.
    var isSynchronised: Bool?
    /// The settings' `store.timeZone`.
    var storeZone: String?
    /// The machine's own.
    var machineZone: String?

    /// The first year in which this program was there.
    static let firstYear = 2026

    var findings: [Finding] { [clock, zone] }

    private var clock: Finding {
        let time = String(now.rfc3339)
        guard let year = Int(time.prefix(4)), (Self.firstYear...2099).contains(year) else {
            return Finding(
                .clock, .wrong, "clockWrong",
                "the clock shows \(time): cards would be expired or not yet valid, and events older than they are",
                type: "sudo timedatectl set-ntp true")
        }
        if isSynchronised == false {
            return Finding(
                .clock, .note, "clockUnsynchronised",
                "the clock shows \(time), and nothing keeps it right: lanes judge an event by its age",
                type: "sudo timedatectl set-ntp true")
        }
        let kept = isSynchronised == true ? ", and is kept right" : ""
        return Finding(.clock, .well, "clockPlausible", "the clock shows \(time)\(kept)")
    }

    private var zone: Finding {
        if let storeZone {
            return Finding(
                .clock, .well, "timeZone", of: storeZone, "the store's time zone is \(storeZone)")
        }
        let utc: Set<String> = ["UTC", "Etc/UTC", "GMT", "UCT", "Zulu"]
        guard let machineZone, !utc.contains(machineZone) else {
            return Finding(
                .clock, .well, "timeZone",
                "settings name no time zone: days begin and end as in UTC")
        }
        return Finding(
            .clock, .note, "timeZoneNotSet", of: machineZone,
            "the machine is in \(machineZone), but settings name no time zone: a card's days begin and end as in UTC",
            type: "store: { timeZone: \"\(machineZone)\" }   # in the settings")
    }
}
