public import Decoding
import Devices
public import Drivers
import Identity

/// Runs a capture through its driver's decoder, in the capture's own time, without waiting.
///
/// What went to the device is a promise: what the decoder sends is compared with it, in order.
public struct CaptureRun: Sendable {
    /// How long at most a decoder is awaited that should send something.
    private static let patience = Duration.seconds(10)
    /// The pause before a device is opened again.
    private static let reopening = Duration.seconds(1)

    private let driver: Driver
    private let options: DriverOptions
    private let interface: USBInterface?
    private var session: Session
    private var output = Output()
    private var now = Instant(nanoseconds: 0)
    /// What the decoder sent and the capture has not promised yet.
    private var sent: [UInt8] = []
    /// Everything the decoder gave, in order; of its states only those that say more than that the
    /// device is ready from the start.
    public private(set) var items: [Output.Item] = []
    /// Where the decoder sent something else than the capture says.
    public private(set) var differences: [String] = []
    private var isReady = true

    /// Whether half a message is kept.
    public var isWaiting: Bool { session.isMidMessage }
    /// Whether the decoder asks its device again and again.
    public var isPolling: Bool { session.deadline != nil && !session.isMidMessage }

    /// A decoder in its first state, for a serial line, set as the options say.
    public init(driver: Driver, options: DriverOptions) throws(ClaimError) {
        try self.init(driver: driver, capture: Capture(options: options))
    }

    /// A decoder in its first state, set as the capture says. It throws for an interface or an
    /// option that the driver does not have.
    public init(driver: Driver, capture: Capture) throws(ClaimError) {
        self.driver = driver
        options = capture.options
        interface = capture.interface
        session = try Session(driver, options, at: interface)
        session.opened(at: now, into: &output)
        takeOutput()
    }

    /// All items of a capture, from the first byte until nothing more is awaited.
    public static func items(
        of capture: Capture, driver: Driver
    ) throws(ClaimError) -> [Output.Item] {
        try played(capture, driver: driver).items
    }

    /// The run of a whole capture, from the first byte until nothing more is awaited.
    public static func played(
        _ capture: Capture, driver: Driver
    ) throws(ClaimError) -> CaptureRun {
        var run = try CaptureRun(driver: driver, capture: capture)
        for step in capture.steps { run.play(step) }
        run.settle()
        run.expectNothingMore()
        return run
    }

    /// The lines of a capture's `.expected` file.
    public var lines: [String] { items.map { ExpectedLine.text($0, kind: driver.kind) } }

    public mutating func play(_ step: Capture.Step) {
        switch step {
        case .received(let bytes): feed(bytes)
        case .answered(let bytes): feed(bytes, on: .control)
        case .status(let bytes): feed(bytes, on: .status)
        case .pause(let duration): pass(duration)
        case .sent(let bytes): expect(bytes)
        case .signal(let signal):
            session.signal(signal, at: now, into: &output)
            takeOutput()
        case .comment: break
        }
    }

    /// The items that came since this was last called.
    public mutating func takeItems() -> [Output.Item] {
        defer { items.removeAll() }
        return items
    }

    /// Feeds bytes as one read.
    public mutating func feed(_ bytes: [UInt8], on channel: Channel = .data) {
        session.receive(bytes.span, on: channel, at: now, into: &output)
        takeOutput()
    }

    /// The device is opened again; what it was sent before is forgotten.
    public mutating func reopen() {
        sent = []
        guard let again = try? Session(driver, options, at: interface) else { return }
        session = again
        isReady = true
        session.opened(at: now, into: &output)
        takeOutput()
    }

    private mutating func takeOutput() {
        var mustReopen = false
        for item in output.items {
            switch item {
            case .state(.ready) where isReady: continue
            case .state(let state): isReady = state == .ready
            case .bytes(let bytes): sent += bytes
            case .usbRequest(let request): sent += request.bytesOnTheWire
            case .controlRequest(let request): sent += request.bytesOnTheWire
            case .reopen, .resetPort: mustReopen = true
            default: break
            }
            items.append(item)
        }
        output.removeAll()
        guard mustReopen else { return }
        now = now + Self.reopening
        reopen()
    }

    /// The decoder must have sent these bytes, or send them without more from the device.
    private mutating func expect(_ bytes: [UInt8]) {
        let end = now + Self.patience
        while sent.count < bytes.count, let deadline = session.deadline, deadline <= end {
            reach(deadline)
        }
        let got = Array(sent.prefix(bytes.count))
        sent.removeFirst(got.count)
        if got != bytes { differences.append("sent was \(Self.words(got)), not \(bytes.hex)") }
    }

    /// The capture is over: nothing more may have been sent.
    public mutating func expectNothingMore() {
        if !sent.isEmpty { differences.append("sent was also \(Self.words(sent))") }
        sent = []
    }

    private static func words(_ bytes: [UInt8]) -> String { bytes.isEmpty ? "nothing" : bytes.hex }

    private mutating func reach(_ deadline: Instant) {
        now = max(now, deadline)
        session.deadlinePassed(at: now, into: &output)
        takeOutput()
    }

    /// Lets time pass, and calls the decoder at each of its deadlines on the way.
    public mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let deadline = session.deadline, deadline <= end { reach(deadline) }
        now = max(now, end)
    }

    /// Lets time pass until no half message is kept; at most a minute.
    public mutating func settle() {
        let end = now + .seconds(60)
        while session.isMidMessage, let deadline = session.deadline, deadline <= end {
            reach(deadline)
        }
        if session.deadline == nil { now = max(now, end) }
    }
}
