public import Decoding
public import Drivers
import Identity

/// Runs a capture through its driver's decoder, in the capture's own time, without waiting.
public struct CaptureRun: Sendable {
    private var decoder: any Decoder
    private var output = DecoderOutput()
    private var now = Instant(nanoseconds: 0)
    /// Whether the decoder still waits for something.
    public var isWaiting: Bool { decoder.deadline != nil }
    /// Everything the decoder gave, in order.
    public private(set) var items: [DecoderOutput.Item] = []

    /// A decoder in its first state, for a serial line, set as the options say.
    public init(driver: Driver, options: DriverOptions) {
        self.init(driver.makeDecoder(options))
    }

    /// A decoder in its first state, set as the capture says. It throws for an interface that the driver cannot read.
    public init(driver: Driver, capture: Capture) throws(HIDError) {
        if let interface = capture.interface {
            self.init(try driver.makeReportDecoder(capture.options, interface))
        } else {
            self.init(driver.makeDecoder(capture.options))
        }
    }

    private init(_ decoder: any Decoder) {
        self.decoder = decoder
        self.decoder.start(at: now, into: &output)
        takeOutput()
    }

    /// All items of a capture, from the first byte until nothing more is awaited.
    public static func items(
        of capture: Capture, driver: Driver
    ) throws(HIDError) -> [DecoderOutput.Item] {
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps { run.play(step) }
        run.settle()
        return run.items
    }

    /// The lines of a capture's `.expected` file.
    public static func lines(of capture: Capture, driver: Driver) throws(HIDError) -> [String] {
        try items(of: capture, driver: driver).map(ExpectedLine.text)
    }

    public mutating func play(_ step: Capture.Step) {
        switch step {
        case .received(let bytes): feed(bytes)
        case .pause(let duration): pass(duration)
        case .comment, .sent: break
        }
    }

    /// The items that came since this was last called.
    public mutating func takeItems() -> [DecoderOutput.Item] {
        defer { items.removeAll() }
        return items
    }

    /// Feeds bytes as one read.
    public mutating func feed(_ bytes: [UInt8]) {
        decoder.decode(bytes.span, at: now, into: &output)
        takeOutput()
    }

    private mutating func takeOutput() {
        items += output.items
        output.removeAll()
    }

    /// Lets time pass, and calls the decoder at each of its deadlines on the way.
    public mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let deadline = decoder.deadline, deadline <= end {
            now = max(now, deadline)
            feed([])
            // A decoder that still names a time gone by would keep the gateway awake.
            if let next = decoder.deadline, next <= now { break }
        }
        now = end
    }

    /// Lets time pass until the decoder waits for nothing; at most a minute.
    public mutating func settle() {
        pass(.seconds(60))
    }
}
