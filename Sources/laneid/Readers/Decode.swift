import Configuration
import Decoding
import Directory
import Drivers
import Gateway
import Identity
import Simulator
import Transport

extension Command {
    static let decode = Command(
        name: "decode",
        summary: "decode a reader's bytes: the rules that were tried, and the outcome",
        details: """
            Takes bytes from standard input or a capture, and shows for each reading what a lane would get, and why:
            the payment-card guard, the rules in order, the outcome. Nothing of a payment card is shown. Without
            --directory nobody holds anything; without --settings the gateway's own rules hold.

            Drivers: \(Driver.catalogue.map(\.name).joined(separator: ", "))
            """,
        options: [
            Option("--driver", "NAME", "the reader's driver; a capture names its own"),
            Option("--capture", "FILE", "a .capture file instead of standard input"),
            Option("--hex", "standard input is hexadecimal digits: 34 30 0D"),
            Option("--settings", "FILE", "the rules and the reader's options of these settings"),
            Option("--directory", "FILE", "the customer directory to ask"),
            .json,
        ],
        examples: [
            #"printf '4006381333931\r' | laneid decode --driver serial-scanner"#,
            "laneid decode --capture Fixtures/serial-swipe/club-card.capture --json",
        ]
    ) { arguments, console in
        var run = try DecodeRun(arguments, console)
        try run.run(arguments)
        guard run.count > 0 else {
            throw CommandFailure("these bytes hold no message of a \(run.driver.name)")
        }
        return .done
    }
}

/// The bytes on their way to what comes of them.
private struct DecodeRun {
    let driver: Driver
    /// How many things the decoder gave.
    private(set) var count = 0
    private let capture: Capture?
    private let options: DriverOptions
    private let rehearsal: Rehearsal
    private let directory: CustomerDirectory?
    private let clock: WallClock
    private let console: Console
    private let asJSON: Bool

    init(_ arguments: Arguments, _ console: Console) throws {
        capture = try arguments["--capture"].map(Files.capture)
        guard let name = arguments["--driver"] ?? capture?.driver else {
            throw UsageError.missing(argument: "--driver NAME")
        }
        let driver = try Files.driver(name)
        let settings = try arguments["--settings"].map(Files.settings) ?? Settings()
        self.driver = driver
        options =
            capture?.options
            ?? settings.devices.first { $0.driver?.name == driver.name }?.options ?? DriverOptions()
        rehearsal = try Rehearsal(settings: settings, driver: driver)
        clock = try WallClock.fromEnvironment()
        directory = try arguments["--directory"].map {
            try CustomerDirectory(path: $0, access: .lookUp)
        }
        directory?.today = clock.now.date
        self.console = console
        asJSON = arguments.has("--json")
    }

    mutating func run(_ arguments: Arguments) throws {
        var run = try newRun()
        if let capture {
            for step in capture.steps {
                run.play(step)
                try show(run.takeItems())
            }
        } else if arguments.has("--hex") {
            var text: [UInt8] = []
            try Files.standardInput { text += $0 }
            do {
                run.feed(try Typing.hex(String(decoding: text, as: UTF8.self)))
            } catch {
                throw CommandFailure("standard input: \(error)")
            }
        } else {
            try Files.standardInput { bytes in
                run.feed(bytes)
                try show(run.takeItems())
            }
        }
        run.settle()
        try show(run.takeItems())
        if capture != nil {
            run.expectNothingMore()
            if let first = run.differences.first {
                throw CommandFailure("the driver does not answer as the capture says: \(first)")
            }
        }
    }

    private func newRun() throws -> CaptureRun {
        var capture = capture ?? Capture()
        capture.options = options
        do throws(ClaimError) {
            return try CaptureRun(driver: driver, capture: capture)
        } catch {
            throw CommandFailure("\(driver.name) cannot read this: \(error)")
        }
    }

    private mutating func show(_ items: [Output.Item]) throws {
        for item in items {
            guard let judged = rehearsal.judge(item, at: clock.now, directory: directory) else {
                continue
            }
            count += 1
            try console.line(asJSON ? judged.json : judged.text(console))
        }
    }
}
