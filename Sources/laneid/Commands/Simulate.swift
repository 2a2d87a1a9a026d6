import Drivers
import Identity
import Simulator
import Transport

extension Command {
    static let simulate = Command(
        name: "simulate",
        summary: "a virtual reader: each line you type is a card or label that it reads",
        details: """
            A line is sent as that reader sends a label or card: a Magellan puts a label identifier before it, a stripe
            reader sentinels around it. A line that begins with hex: is sent byte for byte. What the daemon sends to the
            reader, such as a beep, is shown. The reader is unplugged when the input ends (Ctrl-D).
            """,
        positionals: [
            Positional(
                name: "DRIVER", summary: Driver.catalogue.map(\.name).joined(separator: ", "))
        ],
        options: [
            Option("--port", "PATH", "where the daemon looks for the reader; otherwise it is said")
        ],
        examples: [
            "laneid simulate serial-scanner --port /run/laneid/front",
            "echo 4006381333931 | laneid simulate magellan-scanner --port /run/laneid/front",
        ]
    ) { arguments, console in
        let driver = try Files.driver(arguments.positionals[0])
        let reader = try VirtualReader(linkedAt: arguments["--port"])
        try console.line(reader.path)
        console.say("A virtual \(driver.name). Type what it reads, a line each.\n")
        var typed = TypedLines(driver: driver.name, reader: reader, console: console)
        try Files.standardInput { try typed.take($0) }
        try typed.finish()
        return .done
    }
}

/// What was typed so far, and where it goes.
private struct TypedLines {
    let driver: String
    let reader: VirtualReader
    let console: Console
    private var line: [UInt8] = []

    init(driver: String, reader: VirtualReader, console: Console) {
        self.driver = driver
        self.reader = reader
        self.console = console
    }

    mutating func take(_ bytes: [UInt8]) throws {
        for byte in bytes {
            if byte == 0x0A {
                try send()
            } else {
                line.append(byte)
            }
        }
    }

    /// Sends a line that the input ended without a LF, and waits until the daemon has everything.
    mutating func finish() throws {
        if !line.isEmpty { try send() }
        guard try reader.waitUntilRead(within: .seconds(2)) else {
            throw CommandFailure(
                "nobody reads \(reader.path): does laneidd run, and does a device of it have this path?",
                code: .unavailable)
        }
    }

    private mutating func send() throws {
        defer { line.removeAll() }
        do {
            let bytes = try Typing.bytes(for: String(decoding: line, as: UTF8.self), driver: driver)
            guard try reader.send(bytes, within: .seconds(2)) else {
                console.complain(
                    "nobody reads \(reader.path), and it is full; the line was dropped")
                return
            }
        } catch let error as TypingError {
            console.complain(error.description)
            return
        }
        let commands = try reader.awaitCommands(within: .milliseconds(200))
        if !commands.isEmpty {
            console.say("the daemon sent \(commands.count) bytes: \(commands.readable)\n")
        }
    }
}

extension [UInt8] {
    /// Printable characters as they are, others as `<0D>`.
    fileprivate var readable: String {
        map { byte in
            if (0x20...0x7E).contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "<" + (digits.count < 2 ? "0" : "") + digits + ">"
        }.joined()
    }
}
