import Devices
import Directory
import FileAccess
import Gateway
import Identity
import SQLite
import Simulator
import Testing
import Transport

@testable import laneid

/// What the doctor makes of what it finds: tables of cases, without a machine.
@Suite struct FindingTests {
    /// A row: the facts' findings, and the words and levels they must have.
    struct Row: CustomTestStringConvertible {
        var testDescription: String
        var findings: [Finding]
        var expected: [String]

        init(_ name: String, _ findings: [Finding], _ expected: String...) {
            testDescription = name
            self.findings = findings
            self.expected = expected
        }
    }

    private static func daemon(
        _ answer: DaemonFacts.Answer, processes: [RunningProcess] = []
    ) -> [Finding] {
        DaemonFacts(
            socket: "/run/laneid/lane.sock", answer: answer, processes: processes, user: "ana"
        ).findings
    }

    private static func greeted(
        _ gateway: String = "laneid/\(Version.text)", _ protocols: ClosedRange<Int>? = 1...1,
        clockIsSet: Bool = false
    ) -> DaemonFacts.Answer {
        .greeted(
            gateway: gateway, protocols: protocols, clockIsSet: clockIsSet, devices: nil,
            files: nil)
    }

    static let daemons: [Row] = [
        Row("running", daemon(greeted()), "well daemonRunning", "well version"),
        Row(
            "an older one still running", daemon(greeted("laneid/0.0.9")), "well daemonRunning",
            "wrong versionsDiffer"),
        Row(
            "one of another protocol", daemon(greeted("laneid/9.0.0", 2...3)),
            "well daemonRunning", "wrong protocolDiffers"),
        Row(
            "a set clock", daemon(greeted(clockIsSet: true)), "well daemonRunning",
            "wrong clockSet", "well version"),
        Row("none", daemon(.absent), "wrong daemonAbsent", "well version"),
        Row(
            "one elsewhere", daemon(.absent, processes: [.current]), "wrong socketElsewhere",
            "well version"),
        Row(
            "no permission", daemon(.denied(group: "laneid")), "wrong socketDenied", "well version"
        ),
        Row("sent away", daemon(.refused("notAllowed")), "wrong daemonRefused", "well version"),
        Row("silent", daemon(.silent), "wrong daemonSilent", "well version"),
        Row("no socket", daemon(.failed("a file")), "wrong socketUnusable", "well version"),
    ]

    private static func device(
        _ state: String, _ why: String? = nil, reads: Int = 0, faults: Int = 0,
        lane: String? = "L1"
    ) -> [Finding] {
        let device = LaneMessage.Device(
            device: "front", driver: "serial-scanner", kind: "barcode", lane: lane, state: state,
            why: why, reads: reads, faults: faults, identity: "/dev/ttyUSB0")
        return DeviceFacts(devices: [device]).findings
    }

    static let devices: [Row] = [
        Row("ready", device("ready", reads: 10, faults: 1), "well deviceReady"),
        Row("dirty", device("ready", reads: 10, faults: 9), "wrong deviceReadsBadly"),
        Row("unplugged", device("lost", "there is no port"), "wrong deviceLost"),
        Row("no permission", device("denied", "may not open"), "wrong deviceDenied"),
        Row("held", device("held", "in use by pcscd (pid 7)"), "wrong deviceHeld"),
        Row(
            "tested", device("held", "it is being tested by laneid (pid 7)"),
            "note deviceTested"),
        Row("hanging", device("stale", "did not answer"), "wrong deviceStale"),
        Row("unsuitable", device("present"), "wrong deviceNotReady"),
        Row("a word of a later daemon", device("dreaming"), "wrong deviceNotReady"),
        Row("left alone", device("present", lane: nil)),
    ]

    private static func usb(_ fate: USBSurvey.Fate, _ obstacle: USBError? = nil) -> [Finding] {
        USBFacts(items: [
            USBSurvey.Item(
                port: "1-1.2", model: "0801:0002", title: "a reader",
                node: "/dev/bus/usb/001/004", fate: fate, obstacle: obstacle)
        ]).findings
    }

    private static let taken = USBSurvey.Fate.taken(driver: "magtek-swipe", why: "it says so")
    private static let pcscd = PortHolder(processes: [.current], isComplete: true)

    static let readers: [Row] = [
        Row("taken", usb(taken), "well usbTaken"),
        Row(
            "no permission", usb(taken, .denied(node: "/dev/bus/usb/001/004", model: "0801:0002")),
            "wrong usbDenied"),
        Row("held", usb(taken, .held(node: "n", by: pcscd, suspects: [])), "wrong usbHeld"),
        Row(
            "a kernel driver's", usb(taken, .ownedByKernel(driver: "cdc_acm")),
            "wrong usbOwnedByKernel"),
        Row("unplugged just now", usb(taken, .vanished(what: "it")), "wrong usbAbsent"),
        Row("broken", usb(taken, .unreadableReports), "wrong usbFaulty"),
        Row("keyboard mode", usb(.left(.keyboard, why: "it types")), "note keyboardMode"),
        Row("adapter", usb(.left(.serialAdapter, why: "FTDI")), "note serialAdapter"),
        Row("known not to work", usb(.left(.unsupported, why: "SNAPI")), "wrong usbUnsupported"),
        Row("ignored", usb(.left(.ignored, why: "settings")), "well usbIgnored"),
        Row("a disk", usb(.left(.other, why: "a disk")), "well usbLeft"),
        Row(
            "not understood", usb(.left(.other, why: "?"), .ownedByKernel(driver: "hid-x")),
            "note usbOwnedByKernel"),
        Row(
            "named and absent",
            USBFacts(items: [], absent: [("cards", "08ff:0009")]).findings, "wrong usbAbsent"),
    ]

    private static func port(_ problem: SerialError?) -> [Finding] {
        PortFacts(ports: [("front", "/dev/ttyS9", problem)], user: "ana").findings
    }

    static let ports: [Row] = [
        Row("opens", port(nil), "well portReady"),
        Row("absent", port(.absent(path: "p")), "wrong portAbsent"),
        Row("dead", port(.noHardware(path: "p")), "wrong portDead"),
        Row("denied", port(.denied(path: "p", group: "dialout")), "wrong portDenied"),
        Row("held", port(.held(path: "p", by: pcscd)), "wrong portHeld"),
        Row("a file", port(.notATerminal(path: "p")), "wrong portNotSerial"),
        Row("refused", port(.refused(path: "p", wanted: "7O1", kept: "8N1")), "wrong portRefused"),
    ]

    private static func network(_ problem: (NetworkPlace) -> NetworkError?) -> [Finding] {
        NetworkPlace("tcp://server:4001").map { [Finding(at: "front", problem: problem($0))] } ?? []
    }

    static let network: [Row] = [
        Row("answers", network { _ in nil }, "well portReady"),
        Row("no host", network { .unknownHost($0) }, "wrong portAbsent"),
        Row("refused", network { .refused($0) }, "wrong portAbsent"),
        Row("silent", network { .silent($0) }, "wrong portAbsent"),
        Row("another's", network { .busy($0) }, "wrong portHeld"),
        Row("telnet", network { .notALine($0, what: "telnet") }, "wrong portNotSerial"),
    ]

    private static func directory(_ state: Result<Int, DatabaseError>) -> [Finding] {
        DirectoryFacts(path: "d", state: state).findings
    }

    private static func journal(
        _ state: Result<Void, DatabaseError>, daemonRuns: Bool = false
    ) -> [Finding] {
        JournalFacts(path: "j", state: state, daemonRuns: daemonRuns).findings
    }

    static let files: [Row] = [
        Row("customers", directory(.success(3)), "well directoryReady"),
        Row("no customers", directory(.success(0)), "note directoryEmpty"),
        Row("absent", directory(.failure(.absent(path: "d"))), "wrong directoryAbsent"),
        Row("denied", directory(.failure(.notPermitted(path: "d"))), "wrong directoryDenied"),
        Row(
            "newer", directory(.failure(.newerSchema(path: "d", found: 9, known: 2))),
            "wrong directoryNewer"),
        Row(
            "older", directory(.failure(.olderSchema(path: "d", found: 1, known: 2))),
            "wrong directoryOlder"),
        Row("damaged", directory(.failure(.corrupt(path: "d"))), "wrong directoryDamaged"),
        Row("another's", directory(.failure(.notOurs(path: "d"))), "wrong directoryNotOurs"),
        Row(
            "a link", directory(.failure(.notTrusted(path: "d", why: .link))),
            "wrong directoryNotTrusted"),
        Row(
            "changed", directory(.failure(.planted(path: "d", objects: "added: view v"))),
            "wrong directoryChanged"),
        Row("locked", directory(.failure(.locked(path: "d"))), "wrong directoryLocked"),
        Row("journal", journal(.success(())), "well journalReady"),
        Row(
            "of a daemon", journal(.failure(.locked(path: "j")), daemonRuns: true),
            "well journalHeld"),
        Row("of a stranger", journal(.failure(.locked(path: "j"))), "wrong journalLocked"),
        Row(
            "not the daemon's", journal(.failure(.absent(path: "j")), daemonRuns: true),
            "note journalNotHeld"),
        Row("not made yet", journal(.failure(.absent(path: "j"))), "well journalAbsent"),
        Row("damaged journal", journal(.failure(.corrupt(path: "j"))), "wrong journalDamaged"),
    ]

    static let machine: [Row] = [
        Row("udev missing", UdevFacts(file: nil, expected: "a\n").findings, "wrong udevMissing"),
        Row(
            "udev missing for cards", UdevFacts(expected: "a\n", isOfCards: true).findings,
            "note udevCardsMissing"),
        Row(
            "udev of another version", UdevFacts(file: ("f", "b\n"), expected: "a\n").findings,
            "wrong udevDiffers"),
        Row(
            "udev with a model more",
            UdevFacts(file: ("f", "# x\na\nb\n"), expected: "a\n").findings,
            "well udevInstalled"),
        Row(
            "no group",
            GroupFacts(exists: false, isMember: false, isRoot: true, user: "root").findings,
            "wrong groupMissing"),
        Row(
            "not in it",
            GroupFacts(exists: true, isMember: false, isRoot: false, user: "ana").findings,
            "note groupNotMember"),
        Row(
            "in it", GroupFacts(exists: true, isMember: true, isRoot: false, user: "ana").findings,
            "well groupMember"),
        Row(
            "clock of 1970",
            ClockFacts(now: WallTime(milliseconds: 0), isSynchronised: true).findings,
            "wrong clockWrong", "well timeZone"),
        Row(
            "clock that nobody keeps",
            ClockFacts(now: WallTime(milliseconds: 1_800_000_000_000), isSynchronised: false)
                .findings, "note clockUnsynchronised", "well timeZone"),
        Row(
            "zone not set",
            ClockFacts(
                now: WallTime(milliseconds: 1_800_000_000_000), isSynchronised: nil,
                machineZone: "Europe/Zagreb"
            ).findings, "well clockPlausible", "note timeZoneNotSet"),
        Row(
            "disks",
            DiskFacts(disks: [
                ("/a", "directory", Machine.Room(free: 1 << 40, isReadOnly: false)),
                ("/b", "journal", Machine.Room(free: 1 << 20, isReadOnly: false)),
                ("/c", "journal", Machine.Room(free: 1 << 40, isReadOnly: true)),
                ("/d", "journal", nil),
            ]).findings, "well diskRoom", "wrong diskLow", "wrong diskReadOnly",
            "wrong folderAbsent"),
        Row(
            "settings", SettingsFacts(path: "s", state: .invalid(["one", "two"])).findings,
            "wrong settingsInvalid", "wrong settingsInvalid"),
        Row(
            "settings unreadable", SettingsFacts(path: "s", state: .unreadable("no")).findings,
            "wrong settingsUnreadable"),
        Row(
            "no settings", SettingsFacts(path: "s", state: .absent).findings, "well settingsAbsent"),
    ]

    @Test(
        "Each state has its word, and says what to do",
        arguments: daemons + devices + readers + ports + network + files + machine)
    func words(of row: Row) {
        #expect(row.findings.map { "\($0.level.rawValue) \($0.word)" } == row.expected)
        for finding in row.findings {
            #expect(!finding.says.isEmpty)
            #expect(finding.json.hasPrefix(#"{"check":""#))
        }
    }

    @Test func `What is held is answered with the holder's own cure`() {
        #expect(Cure.forHolder(in: "in use by pcscd (pid 7)")?.contains("pcscd.socket") == true)
        #expect(
            Cure.forHolder(in: "in use by ModemManager (pid 7)")?.contains("laneid udev") == true)
        #expect(Cure.forHolder(in: "in use by brltty (pid 7)")?.contains("brltty") == true)
        #expect(Cure.forHolder(in: "in use by cat (pid 7)") == nil)
    }
}
