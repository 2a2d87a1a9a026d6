import Identity

/// What is sent to a USB device: one command at a time, each with a second to be taken.
///
/// Owned by its connection, which says when the device can be spoken to.
final class USBCommandQueue: TimerHandler {
    /// How the command that was under way ended.
    enum Outcome {
        /// The device took it, or refused one that makes no difference.
        case taken
        /// The device answered with so many bytes, which the transfer holds; 0 where it refused.
        case answered(Int)
        case refused(USBError)
        case gone
    }

    private enum Content {
        case control(ControlRequest)
        case bytes([UInt8], USBEndpoint)
    }

    private struct Command {
        var content: Content
        /// Whether it makes no difference if the device refuses it.
        var isOptional: Bool
        /// Whether the device answers.
        var asks: Bool { if case .control(let request) = content { request.asks } else { false } }
    }

    /// How long a command may take, and how many may wait.
    private static let limit = Duration.seconds(1)
    private static let maxWaiting = 32
    /// The longest command, in bytes.
    static let longest = 1024

    let transfer: USBTransfer
    private let bus: USBBus
    private var commands: [Command] = []
    private var timer: Timer?

    /// Nil when there is no memory.
    init?(context: USBContext, bus: USBBus) {
        guard
            let transfer = USBTransfer(
                capacity: USBTransfer.setupLength + ControlRequest.longestAnswer,
                context: context)
        else { return nil }
        self.transfer = transfer
        self.bus = bus
    }

    /// Whether everything has been sent, and an end come of it.
    var isEmpty: Bool { commands.isEmpty }

    /// Puts a command behind those that wait. False when too many do; the command was then dropped.
    func append(_ request: ControlRequest, isOptional: Bool = false) -> Bool {
        append(Command(content: .control(request), isOptional: isOptional))
    }

    /// As above, for a report: to the interface's endpoint for output reports, where it has one.
    func append(_ report: HIDCommand, to interface: USBInterface) -> Bool {
        let request = ControlRequest.setReport(report, interface: interface.number)
        if case .output = report, let endpoint = interface.interruptOut {
            return append(request.data.array, to: endpoint)
        }
        return append(request)
    }

    /// As above, for bytes to an endpoint; false also when they are too many.
    func append(_ bytes: [UInt8], to endpoint: USBEndpoint) -> Bool {
        guard bytes.count <= Self.longest else { return false }
        return append(Command(content: .bytes(bytes, endpoint), isOptional: false))
    }

    private func append(_ command: Command) -> Bool {
        guard commands.count < Self.maxWaiting else { return false }
        commands.append(command)
        return true
    }

    /// Sends the next command, unless one is under way; what libusb says.
    func sendNext(to device: USBContext.Pointer) -> Int32 {
        guard !transfer.isInFlight, let next = commands.first else { return 0 }
        let code: Int32 =
            switch next.content {
            case .control(let request): transfer.request(request, device)
            case .bytes(let bytes, let endpoint):
                transfer.send(bytes, device, endpoint: endpoint)
            }
        if code == 0 {
            timer = bus.loop.schedule(at: bus.loop.now + Self.limit, self, tag: 0)
        }
        return code
    }

    /// Tells the handler how the command that was under way ended.
    /// - Returns: False where the device has gone.
    func finish(_ outcome: USBTransfer.Outcome, _ handler: (any USBConnectionHandler)?) -> Bool {
        let asks = commands.first?.asks ?? false
        switch finish(outcome) {
        case .taken: if isEmpty { handler?.usbSent() }
        case .answered(let count):
            if isEmpty { handler?.usbSent() }
            let transfer = transfer
            handler?.usbAnswered(transfer.answer(count))
            transfer.wipe(USBTransfer.setupLength + count)
        case .refused(let error):
            handler?.usbFailed(error, losing: .command)
            if asks { handler?.usbAnswered(Span()) }
        case .gone: return false
        }
        return true
    }

    /// The transfer came back: the command that was under way is done with.
    private func finish(_ outcome: USBTransfer.Outcome) -> Outcome {
        stopTimer()
        guard !commands.isEmpty else { return .taken }
        let command = commands.removeFirst()
        let isOptional = command.isOptional
        let operation = "take a command"
        // Refusing is an answer; silence to a request that every device knows is a sign.
        switch outcome {
        case .done(let count): return command.asks ? .answered(count) : .taken
        case .stalled where command.asks: return .answered(0)
        case .gone: return .gone
        case .cancelled: return .refused(.timedOut(operation: operation))
        case .stalled: return isOptional ? .taken : .refused(.stalled(operation: operation))
        case .tooMuch, .failed:
            return isOptional ? .taken : .refused(.broken(operation: operation))
        }
    }

    /// Forgets everything; a transfer that is under way is not taken back by this.
    func removeAll() {
        stopTimer()
        commands = []
    }

    func timerFired(tag: Int) {
        timer = nil
        guard transfer.isInFlight else { return }
        let cancel = transfer.cancel()
        bus.work.run {
            cancel()
        } then: { _ in
        }
    }

    private func stopTimer() {
        if let timer { bus.loop.cancel(timer) }
        timer = nil
    }
}

extension Bytes {
    fileprivate var array: [UInt8] { (0..<count).map { self[$0] } }
}
