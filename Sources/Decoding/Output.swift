public import Identity

/// What a decoder gives back, in order. One is kept and reused, so that a reading costs no heap.
///
/// Readings and sent bytes stay where they are: a reading has room for two kilobytes, of which a
/// card's number takes a few bytes.
public struct Output: Sendable {
    /// One thing that is to be done. Readings are named by place, sent bytes by range.
    public enum Action: Sendable, Equatable {
        case reading(place: Int)
        /// A key or card of this kind was taken out; its text stands there, where it is known.
        case removed(ReadingKind, text: Range<Int>)
        /// A call without a number.
        case noNumber(NumberAbsence)
        case fault(Fault, of: ReadingKind)
        case state(DeviceReadiness)
        case bytes(Range<Int>)
        /// A report for a HID device.
        case usbRequest(HIDCommand)
        /// A request on a USB device's control endpoint.
        case controlRequest(ControlRequest)
        /// The line is set otherwise from now on, as far as its kind can be.
        case line(SerialLine)
        case breakCondition
        /// The device must be closed and opened again.
        case reopen(because: String)
        /// As `reopen`; a USB device is reset before.
        case resetPort(because: String)
    }

    /// Everything in order.
    public private(set) var actions: [Action] = []
    private var readings: [Reading] = []
    /// How many of `readings` hold one; the others are blank and wait for the next.
    private var readingCount = 0
    private var arena: [UInt8] = []

    public init() {
        actions.reserveCapacity(64)
        readings.reserveCapacity(64)
        arena.reserveCapacity(256)
    }

    public var isEmpty: Bool { actions.isEmpty }

    public mutating func emit(_ reading: Reading) {
        if readingCount < readings.count {
            readings[readingCount] = reading
        } else {
            readings.append(reading)
        }
        actions.append(.reading(place: readingCount))
        readingCount += 1
    }

    /// Emits a barcode's reading: as `emit(.barcode(…))`, without copying a whole reading.
    public mutating func emitBarcode(
        _ text: Span<UInt8>, symbology: Symbology? = nil, isGS1: Bool = false
    ) {
        guard readingCount < readings.count else {
            return emit(.barcode(text, symbology: symbology, isGS1: isGS1))
        }
        readings[readingCount].becomeBarcode(text, symbology: symbology, isGS1: isGS1)
        actions.append(.reading(place: readingCount))
        readingCount += 1
    }

    public mutating func removed(_ kind: ReadingKind, text: Span<UInt8> = Span()) {
        actions.append(.removed(kind, text: keep(text)))
    }

    public mutating func noNumber(_ reason: NumberAbsence) { actions.append(.noNumber(reason)) }

    public mutating func report(_ fault: Fault, of kind: ReadingKind) {
        actions.append(.fault(fault, of: kind))
    }

    public mutating func state(_ state: DeviceReadiness) { actions.append(.state(state)) }

    public mutating func send(_ bytes: Span<UInt8>) {
        actions.append(.bytes(keep(bytes)))
    }

    private mutating func keep(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = arena.count
        for index in bytes.indices { arena.append(bytes[index]) }
        return start..<arena.count
    }

    public mutating func send<let capacity: Int>(_ bytes: Bytes<capacity>) { send(bytes.span) }

    public mutating func send(_ request: HIDCommand) { actions.append(.usbRequest(request)) }

    public mutating func setLine(_ line: SerialLine) { actions.append(.line(line)) }

    /// The answer to one that asks comes on the channel `control`.
    public mutating func send(_ request: ControlRequest) {
        actions.append(.controlRequest(request))
    }

    /// A break of at least two milliseconds. What is sent next waits for its end.
    public mutating func sendBreak() { actions.append(.breakCondition) }

    public mutating func reopen(because why: String) { actions.append(.reopen(because: why)) }

    public mutating func resetPort(because why: String) {
        actions.append(.resetPort(because: why))
    }

    /// Replaces an action that cannot be done by what is to be said of it.
    public mutating func replace(at index: Int, by action: Action) { actions[index] = action }

    /// The bytes of an action, borrowed.
    @_lifetime(borrow self)
    public func bytes(_ range: Range<Int>) -> Span<UInt8> { arena.span.extracting(range) }

    /// Lends the reading of an action.
    public mutating func withReading<Result>(
        at place: Int, _ body: (inout Reading) -> Result
    ) -> Result {
        precondition(place < readingCount, "no such reading")
        return body(&readings[place])
    }

    /// Overwrites every text and forgets all actions; the room is kept.
    public mutating func removeAll() {
        for place in 0..<readingCount { readings[place].wipe() }
        readingCount = 0
        for index in arena.indices { arena[index] = 0 }
        arena.removeAll(keepingCapacity: true)
        actions.removeAll(keepingCapacity: true)
    }
}

/// Whether a device reads, as its decoder knows it.
public enum DeviceReadiness: Sendable, Equatable {
    case ready
    /// It is open and does not do what it should.
    case stale(because: String)
}

extension Output {
    /// A copy of one thing that a decoder gave, for whoever keeps it.
    public enum Item: Sendable {
        case reading(Reading)
        case removed(ReadingKind, text: [UInt8])
        case noNumber(NumberAbsence)
        case fault(Fault, of: ReadingKind)
        case state(DeviceReadiness)
        case bytes([UInt8])
        case usbRequest(HIDCommand)
        case controlRequest(ControlRequest)
        case line(SerialLine)
        case breakCondition
        case reopen(because: String)
        case resetPort(because: String)
    }

    /// A copy of everything, in order.
    public var items: [Item] {
        actions.map { action in
            switch action {
            case .reading(let place): .reading(readings[place])
            case .removed(let kind, let text): .removed(kind, text: Array(arena[text]))
            case .noNumber(let reason): .noNumber(reason)
            case .fault(let fault, let kind): .fault(fault, of: kind)
            case .state(let state): .state(state)
            case .bytes(let range): .bytes(Array(arena[range]))
            case .usbRequest(let request): .usbRequest(request)
            case .controlRequest(let request): .controlRequest(request)
            case .line(let line): .line(line)
            case .breakCondition: .breakCondition
            case .reopen(let why): .reopen(because: why)
            case .resetPort(let why): .resetPort(because: why)
            }
        }
    }
}
