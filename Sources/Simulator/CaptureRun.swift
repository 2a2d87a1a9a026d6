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

    /// A decoder in its first state, set as the capture says.
    public init(driver: Driver, options: DriverOptions) {
        decoder = driver.makeDecoder(options)
    }

    /// All items of a capture, from the first byte until nothing more is awaited.
    public static func items(of capture: Capture, driver: Driver) -> [DecoderOutput.Item] {
        var run = CaptureRun(driver: driver, options: capture.options)
        for step in capture.steps { run.play(step) }
        run.settle()
        return run.items
    }

    /// The lines of a capture's `.expected` file.
    public static func lines(of capture: Capture, driver: Driver) -> [String] {
        items(of: capture, driver: driver).map(ExpectedLine.text)
    }

    public mutating func play(_ step: Capture.Step) {
        switch step {
        case .received(let bytes): feed(bytes)
        case .pause(let duration): pass(duration)
        case .comment, .sent: break
        }
    }

    /// Feeds bytes as one read.
    public mutating func feed(_ bytes: [UInt8]) {
        decoder.decode(bytes.span, at: now, into: &output)
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
