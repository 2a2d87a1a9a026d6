import CLibUSB
import Glibc
public import Identity

/// An interface of a USB device that is ours while this lives.
///
/// One owner, on the loop's thread, which calls `close()`. On each input transfers are always asked
/// for, each as long as the longest message, so that one waits while another is handled. A device
/// that hangs costs a thread of its own and nobody else anything.
public final class USBConnection: EventHandler, TimerHandler {
    private enum Stage {
        /// A thread is opening it.
        case opening
        case open(OpenUSBInterface)
        /// Waits for its transfers to come back.
        case closing(OpenUSBInterface)
        case closed
    }

    /// What a failure while nothing was on the way was, until the device is seen to be still there:
    /// an unplugged one fails so before it is gone.
    private var failure: USBError?

    /// How many failures in a row, none of them a whole report, end the connection.
    private static let maxFailures = 6

    private let bus: USBBus
    private let context: USBContext
    private let device: USBDevice
    private let interface: USBInterface
    private let output: USBEndpoint?
    private weak var handler: (any USBConnectionHandler)?
    private var stage = Stage.opening
    private var token = Token.none
    /// What is asked for on the inputs.
    private var reports: [USBTransfer] = []
    private let commands: USBCommandQueue?
    private var failures = 0
    private var recovery = USBRecovery.none
    private var resetsAtEnd = false

    /// Begins to open the interface; the handler hears how that went.
    /// - Parameters:
    ///   - inputs: What is listened to.
    ///   - output: Where bytes are sent to; nil for an interface that takes reports and requests.
    public init(
        to interface: USBInterface, of device: USBDevice, inputs: [USBInput],
        output: USBEndpoint? = nil, on bus: USBBus, handler: any USBConnectionHandler
    ) throws(USBError) {
        guard !inputs.isEmpty else { throw .noEndpoint }
        self.bus = bus
        self.device = device
        self.interface = interface
        self.output = output
        self.handler = handler
        context = try bus.context()
        for input in inputs { reports += input.transfers(context: context) }
        commands = USBCommandQueue(context: context, bus: bus)
        open()
    }

    /// Sends a report, after what waits. False when too much does; it was then dropped.
    public func send(_ report: HIDCommand) -> Bool {
        send { $0.append(report, to: interface) }
    }

    /// As above, for bytes to the output.
    public func send(_ bytes: [UInt8]) -> Bool {
        send { queue in output.map { queue.append(bytes, to: $0) } ?? false }
    }

    /// As above, for a request to the control endpoint.
    public func send(_ request: ControlRequest) -> Bool {
        send { $0.append(request, isOptional: !request.asks) }
    }

    private func send(_ append: (USBCommandQueue) -> Bool) -> Bool {
        guard case .open = stage, let commands, append(commands) else { return false }
        sendNextCommand()
        return true
    }

    /// Gives the interface back to the kernel's driver. The handler gets no further calls.
    /// - Parameter resetting: Whether the device is reset first.
    public func close(resetting: Bool = false) {
        handler = nil
        resetsAtEnd = resetting
        if case .open(let opened) = stage { wind(down: opened) }
        if case .opening = stage { stage = .closed }
    }

    // MARK: Opening and closing

    private func open() {
        let (device, number) = (device, interface.number)
        let addresses = addresses
        let (tree, pointer) = (bus.tree, context.pointer)
        bus.willTake(device, interface: number)
        bus.work.run {
            OpenUSBInterface.open(
                device, number, endpoints: addresses, tree: tree, context: pointer)
        } then: { [self] result in
            opened(result)
        }
    }

    private func opened(_ result: Result<OpenUSBInterface, USBError>) {
        switch (result, stage) {
        case (.success(let opened), .opening):
            do throws(SystemError) {
                token = try bus.loop.add(self, number: opened.descriptor, events: .output)
            } catch {
                stage = .closing(opened)
                handler?.usbFailed(.system(error), losing: .connection)
                return wind(down: opened)
            }
            stage = .open(opened)
            for transfer in transfers {
                transfer.finished = { [self] in finished($0, $1) }
            }
            if interface.interfaceClass == .hid {
                // Keyboards repeat what is held unless told not to; others may well refuse.
                _ = commands?.append(.setIdle(interface: interface.number), isOptional: true)
            }
            receive()
            sendNextCommand()
            if case .open = stage { handler?.usbOpened() }
        case (.success(let opened), _):
            wind(down: opened)
        case (.failure(let error), _):
            bus.hasGivenBack(device, interface: interface.number)
            stage = .closed
            handler?.usbFailed(error, losing: .connection)
            handler = nil
        }
    }

    private func end(because error: USBError) {
        guard case .open(let opened) = stage else { return }
        let handler = handler
        self.handler = nil
        wind(down: opened)
        handler?.usbFailed(error, losing: .connection)
    }

    /// Takes all transfers back; the interface is given back when the last has come.
    private func wind(down opened: OpenUSBInterface) {
        stage = .closing(opened)
        if case .waiting(let timer) = recovery { bus.loop.cancel(timer) }
        if !recovery.isClearing { recovery = .none }
        commands?.removeAll()
        bus.work.takeBack(transfers) {}
        closeIfIdle()
    }

    private func closeIfIdle() {
        guard case .closing(let opened) = stage, !recovery.isClearing,
            !transfers.contains(where: \.isInFlight)
        else { return }
        stage = .closed
        bus.loop.remove(token)
        for transfer in transfers { transfer.finished = nil }
        let resets = resetsAtEnd
        bus.work.run {
            if resets { opened.reset() }
            opened.close()
        } then: { [self] in
            bus.hasGivenBack(device, interface: interface.number)
        }
    }

    /// The endpoints that are set back together.
    private var addresses: [UInt8] {
        Set(reports.compactMap { $0.endpoint?.address } + [output?.address].compactMap(\.self))
            .sorted()
    }

    private var transfers: [USBTransfer] { reports + [commands?.transfer].compactMap(\.self) }

    // MARK: Transfers

    public func ready(_ events: Events, token: Token) {
        context.handleEvents()
        // libusb answers every transfer when the device is gone, so none is under way here.
        if events.contains(.hangup) || events.contains(.error) {
            bus.loop.remove(token)
            end(because: .vanished(what: device.title))
        }
    }

    private func finished(_ transfer: USBTransfer, _ outcome: USBTransfer.Outcome) {
        guard case .open = stage else { return closeIfIdle() }
        if transfer === commands?.transfer {
            commandFinished(outcome)
        } else {
            received(transfer, outcome)
        }
    }

    /// Asks for reports with each transfer that is not under way.
    private func receive() {
        guard case .open(let opened) = stage, !recovery.isUnderWay else { return }
        for report in reports where !report.isInFlight {
            let code = report.receive(opened.handle)
            guard code == 0 else {
                return end(because: .of(code, "ask for reports", what: device.title))
            }
        }
    }

    private func received(_ transfer: USBTransfer, _ outcome: USBTransfer.Outcome) {
        let count = transfer.received
        defer { transfer.wipe(count) }
        let isWhole = if case .done = outcome { true } else { false }
        // The first packets of a report whose rest did not come.
        let isCut = count > 0 && !isWhole
        switch outcome {
        case .done:
            failures = 0
            if count > 0 {
                handler?.usbReceived(transfer.bytes(count), isStatus: transfer.isStatus)
            }
            receive()
        case .gone:
            let error = USBError.vanished(what: device.title)
            if isCut { handler?.usbFailed(error, losing: .report) }
            end(because: error)
        case .cancelled:
            if isCut, recovery.isUnderWay {
                handler?.usbFailed(.broken(operation: "read a report"), losing: .report)
            }
            recoverIfDrained()
        case .stalled: recover(from: .stalled(operation: "send its reports"), losing: .report)
        case .tooMuch: recover(from: .tooMuch(limit: transfer.capacity), losing: .report)
        case .failed:
            recover(
                from: .broken(operation: "read its reports"), losing: isCut ? .report : .transfer)
        }
    }

    /// After a failure: takes the other transfer back, waits a little longer each time, sets the
    /// endpoint back, and asks anew.
    private func recover(from error: USBError, losing loss: USBLoss) {
        guard !recovery.isUnderWay else { return recoverIfDrained() }
        failures += 1
        guard failures <= Self.maxFailures else { return end(because: error) }
        recovery = .draining
        if loss == .report {
            handler?.usbFailed(error, losing: .report)
        } else {
            failure = error
        }
        bus.work.takeBack(reports) { [self] in recoverIfDrained() }
    }

    private func recoverIfDrained() {
        guard case .draining = recovery, !reports.contains(where: \.isInFlight) else { return }
        let pause = Duration.milliseconds(10 << failures)
        recovery = .waiting(
            bus.loop.schedule(at: bus.loop.now + pause, self, tag: 0))
    }

    private func clearHalt() {
        guard case .open(let opened) = stage else { return }
        recovery = .clearing
        let addresses = addresses
        bus.work.run {
            for address in addresses { _ = opened.clearHalt(endpoint: address) }
        } then: { [self] in
            recovery = .none
            guard case .open = stage else { return closeIfIdle() }
            if let failure { handler?.usbFailed(failure, losing: .transfer) }
            failure = nil
            receive()
            sendNextCommand()
        }
    }

    public func timerFired(tag: Int) { clearHalt() }

    // MARK: Commands

    private func sendNextCommand() {
        guard case .open(let opened) = stage, !recovery.isUnderWay, let commands else { return }
        let code = commands.sendNext(to: opened.handle)
        if code != 0 { end(because: .of(code, "send a command", what: device.title)) }
    }

    private func commandFinished(_ outcome: USBTransfer.Outcome) {
        guard commands?.finish(outcome, handler) == true else {
            return end(because: .vanished(what: device.title))
        }
        sendNextCommand()
    }
}
