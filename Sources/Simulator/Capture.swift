public import Decoding
public import Drivers
public import Identity

/// A recorded device: what it sent, what was sent to it, and the time between. `Fixtures/README.md`
/// has the text form.
public struct Capture: Sendable, Equatable {
    public enum Step: Sendable, Equatable {
        /// A comment, without the `#` and the space after it.
        case comment(String)
        /// Bytes that came from the device.
        case received([UInt8])
        /// The answer to a control request of a USB device.
        case answered([UInt8])
        /// What the device said of itself beside its data.
        case status([UInt8])
        /// Bytes that went to the device.
        case sent([UInt8])
        /// The lane accepted or rejected a reading.
        case signal(Signal)
        /// Time that passed.
        case pause(Duration)
    }

    /// The driver's name, where the capture says it; elsewhere the folder's name is the driver's.
    public var driver: String?
    /// How the driver was set.
    public var options: DriverOptions
    /// The USB interface it was recorded from; nil for a serial line. Each step is then one
    /// transfer.
    public var interface: USBInterface?
    /// What happened, in order.
    public var steps: [Step]

    public init(
        driver: String? = nil, options: DriverOptions = DriverOptions(),
        interface: USBInterface? = nil, steps: [Step] = []
    ) {
        self.driver = driver
        self.options = options
        self.interface = interface
        self.steps = steps
    }

    /// Everything the device sent, in order, without the pauses.
    public var received: [UInt8] {
        steps.flatMap { if case .received(let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    /// Reads the text form.
    public init(parsing text: String) throws(CaptureError) {
        self.init()
        var number = 0
        // `isNewline` also takes CR LF for one line end.
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            do throws(CaptureError.Problem) {
                try add(line)
            } catch {
                throw CaptureError(line: number, problem: error)
            }
        }
    }

    private mutating func add(_ line: Substring) throws(CaptureError.Problem) {
        guard let mark = line.first(where: { $0 != " " && $0 != "\t" }) else { return }
        let rest = line.drop { $0 == " " || $0 == "\t" }.dropFirst()
        switch mark {
        case "#": steps.append(.comment(String(rest.drop { $0 == " " })))
        case "<": steps.append(.received(try Self.bytes(rest)))
        case ":": steps.append(.answered(try Self.bytes(rest)))
        case "^": steps.append(.status(try Self.bytes(rest)))
        case ">": steps.append(.sent(try Self.bytes(rest)))
        case "@": steps.append(.pause(try Self.duration(rest)))
        case "!":
            guard let signal = Signal(rawValue: Self.words(rest).joined()) else {
                throw .badSignal
            }
            steps.append(.signal(signal))
        case "=": try setOption(Self.words(rest))
        default: throw .unknownMark(mark)
        }
    }

    private mutating func setOption(_ words: [Substring]) throws(CaptureError.Problem) {
        guard let key = words.first else { throw .badOption("") }
        let value = words.count == 2 ? String(words[1]) : ""
        switch key {
        case "driver" where !value.isEmpty: driver = value
        case "usb": interface = try USBInterface(captured: words.dropFirst(), after: interface)
        case "descriptor":
            let more = try Self.bytes(Substring(words.dropFirst().joined()))
            guard interface != nil else { throw .badOption("descriptor") }
            if interface?.interfaceClass == .hid {
                interface?.reportDescriptor += more
            } else {
                interface?.classDescriptor += more
            }
        case "application":
            options.cards.applications.append(try CardApplication(captured: words.dropFirst()))
        default: try setDriverOption(String(key), words.dropFirst())
        }
    }

    /// Words stand as they are, texts in hexadecimal. Of an option that only other drivers have,
    /// the run of the capture says so.
    private mutating func setDriverOption(
        _ name: String, _ words: ArraySlice<Substring>
    ) throws(CaptureError.Problem) {
        var value = Array(words.joined(separator: " ").utf8)
        if DriverOption.named(name).contains(where: { $0.isText }) {
            value = try Self.bytes(Substring(words.joined()))
        }
        do throws(DriverOptionError) {
            guard !value.isEmpty else { throw .unknown(name, of: nil) }
            try options.set(name, to: value)
        } catch {
            throw .badOption(name)
        }
    }

    private static func words(_ text: Substring) -> [Substring] {
        text.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
    }

    /// Pairs of hexadecimal digits, with or without blanks between them, up to a `#`.
    private static func bytes(_ text: Substring) throws(CaptureError.Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            if character == "#" { break }
            if character == " " || character == "\t" {
                guard high == nil else { throw .badByte }
                continue
            }
            guard character.isASCII, let digit = character.hexDigitValue else { throw .badByte }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        guard high == nil, !bytes.isEmpty else { throw .badByte }
        return bytes
    }

    /// A whole number and `us`, `ms` or `s`; at most a day.
    private static func duration(_ text: Substring) throws(CaptureError.Problem) -> Duration {
        let words = words(text)
        guard words.count == 1 else { throw .badPause }
        let digits = words[0].prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let number = Int64(digits), number <= 86_400_000_000 else {
            throw .badPause
        }
        let duration: Duration
        switch words[0].dropFirst(digits.count) {
        case "us": duration = .microseconds(number)
        case "ms": duration = .milliseconds(number)
        case "s": duration = .seconds(number)
        default: throw .badPause
        }
        guard duration <= .seconds(86_400) else { throw .badPause }
        return duration
    }
}

/// Why a text is no capture, and on which line.
public struct CaptureError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Problem: Error, Equatable, Sendable {
        /// A line begins with something else than `#`, `<`, `:`, `>`, `@`, `!` or `=`.
        case unknownMark(Character)
        /// Not pairs of hexadecimal digits.
        case badByte
        /// Not a number with `us`, `ms` or `s`.
        case badPause
        /// Neither `accept` nor `reject`.
        case badSignal
        /// An option that does not exist, or a value it cannot have.
        case badOption(String)
    }

    /// Counted from 1.
    public var line: Int
    public var problem: Problem

    public init(line: Int, problem: Problem) {
        self.line = line
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .unknownMark(let mark):
            "capture line \(line) begins with \(mark): expected # < : > @ ! or ="
        case .badByte:
            "capture line \(line) holds something else than pairs of hexadecimal digits"
        case .badPause:
            "capture line \(line) is no pause: write it like @ 40ms (us, ms or s, at most a day)"
        case .badSignal: "capture line \(line) is no signal: write ! accept or ! reject"
        case .badOption(let key):
            "capture line \(line): option \"\(key)\" does not exist or cannot have this value"
        }
    }
}
