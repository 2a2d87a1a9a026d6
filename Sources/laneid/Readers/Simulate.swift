import Decoding
import Glibc
import Identity
import Pipeline
import Simulator
import Transport

extension Command {
    static let simulate = Command(
        name: "simulate",
        summary: "be a virtual reader that reads each line you type",
        details: """
            A line is sent as that reader sends a label or card: a Magellan puts a label identifier before it, a stripe
            reader sentinels around it. A line that begins with hex: is sent byte for byte. What the daemon sends to the
            reader, such as a beep, is shown. The reader is unplugged when the input ends (Ctrl-D).

            A USB reader is plugged in at the kernel's virtual controller, so that every program takes it for real. As
            root, and after modprobe vhci-hcd.

            On a card reader a line lays a card: it is the path of a script of the card (atr, uid, application, file,
            ndef, payment, a line each), or away. At a reader with several places a number before it chooses one. What
            the card is asked is shown.

            USB readers: \(USBModel.catalogue.map(\.name).wrapped(indentedBy: 13))

            Serial readers: \(Typing.drivers.joined(separator: ", "))

            ibutton-serial is a key probe: a line is the number of the key that is put in, as it is engraved; several are
            apart by blanks, and an empty line takes all of them out.
            """,
        positionals: [Positional(name: "READER", summary: "one of those above")],
        options: [
            Option(
                "--port", "PATH", "where the daemon looks for a serial reader; otherwise it is said"
            ),
            Option("--serial", "NUMBER", "a USB reader's serial number"),
        ],
        examples: [
            "laneid simulate serial-scanner --port /run/laneid/front",
            "echo 4006381333931 | laneid simulate magellan-scanner --port /tmp/front",
            "laneid simulate magtek-swipe",
            "laneid simulate ibutton-serial --port /run/laneid/keys",
            "echo club-card.txt | laneid simulate ccid-reader",
        ]
    ) { arguments, console in
        let name = arguments.positionals[0]
        if let model = USBModel.named(name) {
            return try simulate(model, arguments, console)
        }
        if name == "ibutton-serial" { return try simulateProbe(arguments, console) }
        guard let driver = Typing.drivers.first(where: { $0 == name }) else {
            throw unknownReader(name)
        }
        if arguments["--serial"] != nil {
            throw UsageError.badValue(
                of: "--serial", value: arguments["--serial"] ?? "", why: "\(name) is no USB reader")
        }
        let reader = try VirtualReader(linkedAt: arguments["--port"])
        try console.line(reader.path)
        console.say("A virtual \(driver). Type what it reads, a line each.\n")
        var typed = TypedLines(reader: reader, place: reader.path, console: console) {
            [try Typing.bytes(for: $0, driver: driver)]
        }
        try Files.standardInput { try typed.take($0) }
        try typed.finish()
        return .done
    }

    /// A key probe answers by itself; the lines say which keys are in.
    private static func simulateProbe(
        _ arguments: Arguments, _ console: Console
    ) throws -> ExitCode {
        let probe = try VirtualKeyProbe(linkedAt: arguments["--port"])
        try console.line(probe.path)
        console.say("A virtual key probe. Type the numbers of the keys that are in, a line each.\n")
        var line: [UInt8] = []
        let take = { (bytes: [UInt8]) in
            for byte in bytes {
                guard byte == 0x0A else {
                    line.append(byte)
                    continue
                }
                put(String(decoding: line, as: UTF8.self), in: probe, console)
                line.removeAll()
            }
            try probe.serve(for: .milliseconds(500))
        }
        try Files.standardInput(idle: { try probe.serve(for: .milliseconds(10)) }, take)
        return .done
    }

    private static func put(_ line: String, in probe: VirtualKeyProbe, _ console: Console) {
        let words = line.split(separator: " ")
        let keys = words.compactMap { OneWireROM(printed: Array($0.utf8).span) }
        guard keys.count == words.count else {
            return console.complain("a key's number has 16 hexadecimal digits")
        }
        for key in keys where key.fault != nil {
            console.complain("the check of a number is wrong: the daemon will not take it")
        }
        probe.keys = keys.map(\.wire)
    }

    private static func simulate(
        _ model: USBModel, _ arguments: Arguments, _ console: Console
    ) throws -> ExitCode {
        guard arguments["--port"] == nil else {
            throw UsageError.badValue(
                of: "--port", value: arguments["--port"] ?? "",
                why: "\(model.name) is a USB reader, which has no path")
        }
        let reader = try VirtualUSBReader(arguments["--serial"].map(model.numbered) ?? model)
        guard reader.waitUntilConfigured(within: .seconds(5)) else {
            throw CommandFailure("the kernel does not take the virtual \(model.name)")
        }
        try console.line(reader.name ?? model.name)
        let what =
            model.isCardReader ? "the path of each card, or away" : "what it reads, a line each"
        console.say("A virtual \(model.summary). Type \(what).\n")
        var typed = TypedLines(
            reader: reader, place: "the virtual \(model.name)", console: console,
            frame: model.isCardReader ? { try lay($0, on: reader, console) } : model.typed
        )
        try Files.standardInput { try typed.take($0) }
        try typed.finish()
        return .done
    }

    /// Lays a card, and shows what it is asked; nothing is left to be sent.
    private static func lay(
        _ line: String, on reader: VirtualUSBReader, _ console: Console
    ) throws -> [[UInt8]] {
        let places = reader.model.interfaces.indices
        let before = places.map { reader.cardCommands(at: $0).count }
        do {
            try reader.lay(line) { path in
                String(decoding: try FileSystem.contents(of: path, limit: 1 << 20), as: UTF8.self)
            }
        } catch let error as VirtualCard.ScriptError {
            console.complain("\(line): \(error)")
        } catch let error as SystemError {
            console.complain(error.description)
        }
        // A card is read in less time than a person needs for the next line.
        usleep(1_000_000)
        for (place, count) in zip(places, before) {
            for command in reader.cardCommands(at: place).dropFirst(count) {
                console.say("the card was asked: \(command.hexadecimal)\n")
            }
        }
        return []
    }

    private static func unknownReader(_ name: String) -> UsageError {
        let names = Typing.drivers + ["ibutton-serial"] + USBModel.catalogue.map(\.name)
        let nearest =
            name.nearest(of: names).map { "; did you mean \($0)?" }
            ?? "; there are \(names.joined(separator: ", "))"
        return .badValue(
            of: "the reader", value: name, why: "there is none of that name" + nearest)
    }
}

extension [String] {
    /// A list with commas, in lines of less than 110 characters; those after the first begin with
    /// `indent` blanks.
    fileprivate func wrapped(indentedBy indent: Int) -> String {
        var lines = [""]
        for (index, word) in enumerated() {
            let piece = word + (index == count - 1 ? "" : ", ")
            if lines[lines.count - 1].count + piece.count + indent > 100 { lines.append("") }
            lines[lines.count - 1] += piece
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
            .replacing(" \n", with: "\n")
    }
}

/// What was typed so far, and where it goes.
private struct TypedLines {
    let reader: any PlayableReader
    /// How to name the reader to a person.
    let place: String
    let console: Console
    /// The pieces in which the reader sends a typed line.
    let frame: (String) throws -> [[UInt8]]
    private var line: [UInt8] = []

    init(
        reader: any PlayableReader, place: String, console: Console,
        frame: @escaping (String) throws -> [[UInt8]]
    ) {
        self.reader = reader
        self.place = place
        self.console = console
        self.frame = frame
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
                "nothing reads \(place): is laneidd running, with a device there?",
                code: .unavailable)
        }
    }

    private mutating func send() throws {
        defer { line.removeAll() }
        do {
            for piece in try frame(String(decoding: line, as: UTF8.self)) {
                guard try reader.send(piece, within: .seconds(2)) else {
                    console.complain("nothing reads \(place), and it is full; the line was dropped")
                    return
                }
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
            return "<" + byte.hexadecimal.uppercased() + ">"
        }.joined()
    }
}
