import Configuration
import Directory
import Drivers
import Gateway
import Identity
import LaneLink
import Simulator
import Transport

extension Command {
    static let test = Command(
        name: "test",
        summary: "test one reader: what it reads, why, and whether it works",
        details: """
            Asks the running daemon for the device: until the test ends, and for ten minutes at most, its lane gets \
            nothing of it. Without a daemon, and for a reader that the daemon does not have, DEVICE is the path of a \
            serial port, and --driver says what is there. Shows of each reading the text but for its last four \
            characters as *, the rules that were tried, what they took out, and whose it is. Nothing of a payment \
            card is shown. With --raw come the bytes as they were sent, whole numbers among them; of payment cards and \
            licences, and of swipes and key presses that do not check, only how many.
            """,
        positionals: [
            Positional(
                name: "DEVICE",
                summary: "its name, or a port's path; if there is only one, nothing",
                isOptional: true)
        ],
        options: [
            Option(
                "--count", "N", "how many readings; otherwise 3, and 6 swipes", .number(1...1000)),
            Option("--wait", "SECONDS", "how long to wait for the next one (60)", .number(1...600)),
            Option("--raw", "also show what the reader sends, in hexadecimal, with times"),
            Option("--driver", "NAME", "test a serial port without the daemon"),
            Option(
                "--baud", "N", "the port's speed; otherwise the driver's", .number(50...4_000_000)),
            Option("--settings", "FILE", "without the daemon: the rules of these settings"),
            Option("--directory", "FILE", "without the daemon: the customer directory to ask"),
            LaneSocket.option, .json,
        ],
        exits: [.done: "every reading was good", .failed: "a reading was bad, or none came"],
        examples: [
            "laneid test front-scanner",
            "laneid test --driver serial-swipe /dev/ttyUSB0 --count 2",
        ]
    ) { arguments, console in
        let count = arguments.integer("--count")
        let wait = arguments.integer("--wait") ?? 60
        let run = TestRun(
            count: count, wait: .seconds(wait), asJSON: arguments.has("--json"), console: console)
        if let name = arguments["--driver"] {
            let driver = try Files.driver(name)
            guard let path = arguments.positionals.first else {
                throw UsageError.missing(argument: "DEVICE")
            }
            return try run.run(
                try port(path, driver, arguments), device: path, kind: driver.kind)
        }
        for option in ["--baud", "--settings", "--directory"] where arguments.has(option) {
            throw UsageError.missing(argument: "--driver NAME")
        }
        return try LaneSocket.use(arguments) { client in
            let device = try device(arguments.positionals.first, client)
            let reply = try client.call("device.test") {
                $0.member("device", string: device)
                if arguments.has("--raw") { $0.member("raw", bool: true) }
            }
            let kind = reply.kind.flatMap(ReadingKind.init(rawValue:)) ?? .barcode
            return try run.run(DaemonTest(client: client), device: device, kind: kind)
        }
    }

    /// The device of that name, or the only one that the daemon has.
    private static func device(_ name: String?, _ client: LaneClient) throws -> String {
        let devices = (try client.call("devices").devices ?? []).filter { $0.lane != nil }
        guard let name else {
            guard devices.count == 1 else {
                let names = devices.map(\.device).joined(separator: ", ").harmless
                throw CommandFailure(
                    devices.isEmpty
                        ? "the daemon has no reader: `laneid doctor` says why"
                        : "which one? The daemon has \(names)",
                    code: devices.isEmpty ? .unavailable : .wrongUsage)
            }
            return try ready(devices[0])
        }
        guard let device = devices.first(where: { $0.device == name }) else {
            let nearest = name.nearest(of: devices.map(\.device))
            let hint = nearest.map { "; did you mean \($0)?" } ?? "; `laneid devices` lists them"
            throw CommandFailure(
                "the daemon has no reader \(name.harmless)\(hint)", code: .unavailable)
        }
        return try ready(device)
    }

    /// The name of a device that can be tested.
    private static func ready(_ device: LaneMessage.Device) throws -> String {
        let canRead: Set<String> = ["ready", "held", "stale"]
        guard canRead.contains(device.state) else {
            let why = device.why ?? "`laneid doctor` says why"
            throw CommandFailure(
                "\(device.device) is \(device.state): \(why)".harmless, code: .unavailable)
        }
        return device.device
    }

    private static func port(
        _ path: String, _ driver: Driver, _ arguments: Arguments
    ) throws -> PortTest {
        guard var line = driver.attachment.line else {
            throw CommandFailure(
                "a \(driver.name) is no serial device: start the daemon and name the device")
        }
        if let baud = arguments.integer("--baud") { line.baud = baud }
        let settings = try arguments["--settings"].map(Files.settings) ?? Settings()
        let directory = try arguments["--directory"].map {
            try CustomerDirectory(path: $0, access: .lookUp)
        }
        do {
            return try PortTest(
                path: path, driver: driver, line: line, settings: settings, directory: directory,
                isRaw: arguments.has("--raw"))
        } catch let error as SerialError {
            throw CommandFailure(error.description, code: .unavailable)
        } catch let error as NetworkError {
            throw CommandFailure(error.description, code: .unavailable)
        }
    }
}

/// A test from the first instruction to the verdict.
private struct TestRun {
    let count: Int?
    let wait: Duration
    let asJSON: Bool
    let console: Console

    func run(_ source: some TestSource, device: String, kind: ReadingKind) throws -> ExitCode {
        // Ctrl-C ends the test, and then there is a verdict.
        let signals = try SignalSource([.interrupt, .terminate])
        let plan = TestTally.Plan(kind: kind)
        console.say("Testing \(device.harmless). \(plan.instruction)\n")
        let note = source is DaemonTest ? " Its lane gets nothing until then." : ""
        console.say("Ctrl-C ends the test.\(note)\n")
        var tally = TestTally()
        var end = Instant.now + wait
        while tally.count < count ?? plan.count, Instant.now < end, signals.next() == nil {
            guard let line = try source.next(within: .milliseconds(100)) else { continue }
            let before = tally.count
            tally.take(line.item)
            try console.line(asJSON ? line.json : line.item.text(tally.count, console))
            if tally.count > before { end = Instant.now + wait }
        }
        try say(tally, device)
        return tally.isWell ? .done : .failed
    }

    private func say(_ tally: TestTally, _ device: String) throws {
        if asJSON { return try console.line(tally.json(device: device)) }
        for line in tally.trackLines { try console.line(line) }
        try console.line("\(tally.good) good, \(tally.bad) bad")
        try console.line(console.coloured(tally.verdict, tally.isWell ? .green : .red))
    }
}
