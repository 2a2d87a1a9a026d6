import Decoding
package import Drivers
package import Identity
package import Transport

/// A device at an interface of one USB plug. Owned by the device; another plug gets another link.
///
/// An interface that cannot be had is tried again with growing pauses, and at once when something
/// changes on the bus.
package final class USBLink: DeviceLink, USBConnectionHandler, TimerHandler {
    private let usb: USBDevice
    private let interface: USBInterface
    private let driver: Driver
    private let options: DriverOptions
    private let bus: USBBus
    private unowned let device: any LinkedDevice
    private let thread: DeviceThread
    private var connection: USBConnection?
    private var session: Session?
    private var retryTimer: Timer?
    private var backoff = Backoff()
    private var isClosed = false
    /// Whether the device stands as stale because a command did not reach it.
    private var hasLostCommand = false
    /// Whether the device was reset, and has not answered since.
    private var wasReset = false

    package init(
        _ interface: USBInterface, of usb: USBDevice, driver: Driver, options: DriverOptions,
        on bus: USBBus, device: any LinkedDevice, thread: DeviceThread
    ) {
        self.usb = usb
        self.interface = interface
        self.driver = driver
        self.options = options
        self.bus = bus
        self.device = device
        self.thread = thread
    }

    package func attach() {
        guard connection == nil, !isClosed else { return }
        cancelRetry()
        hasLostCommand = false
        do throws(ClaimError) {
            session = try Session(driver, options, at: interface)
        } catch {
            // Nothing that waiting would mend.
            return device.enter(.present, because: "\(driver.name) cannot read it: \(error)")
        }
        do throws(USBError) {
            device.enter(.opening, because: nil)
            connection = try USBConnection(
                to: interface, of: usb, inputs: inputs,
                output: isConversation ? interface.bulkOut : nil, on: bus, handler: self)
        } catch {
            device.stop(error.state, because: error.description)
            retryLater(after: error)
        }
    }

    package func close() {
        isClosed = true
        cancelRetry()
        connection?.close()
        connection = nil
    }

    package func reopen(because why: String, resetting: Bool) {
        guard let connection else { return }
        // A reset is the whole device's. Others of its interfaces are disturbed once only: a reset
        // that did not help is not done again before the reader has answered.
        let resets =
            resetting && !(wasReset && bus.isShared(usb, besides: interface.number))
        wasReset = wasReset || resets
        connection.close(resetting: resets)
        self.connection = nil
        device.stop(.stale, because: why)
        retryLater()
    }

    /// A device that answers says itself when it is ready.
    package var confirmsDelivery: Bool { !isConversation }

    /// Whether messages go both ways on bulk endpoints.
    private var isConversation: Bool { driver.attachment.usb == .bulk }

    private var inputs: [USBInput] {
        guard isConversation else {
            let bytes = interface.reportDescriptor
            let length = (try? ReportDescriptor(bytes.span))?.longestReport(of: .input) ?? 0
            return interface.interruptIn.map { [USBInput($0, length: length)] } ?? []
        }
        guard let data = interface.bulkIn else { return [] }
        let status = interface.interruptIn.map { USBInput($0, length: 64, isStatus: true) }
        return [USBInput(data, length: Self.longestMessage)] + [status].compactMap(\.self)
    }

    /// The longest message on a bulk endpoint: more than any answer to what is asked.
    private static let longestMessage = 4096

    package func send(_ bytes: borrowing Span<UInt8>) -> Bool {
        connection?.send((0..<bytes.count).map { bytes[$0] }) ?? false
    }

    package func send(_ request: HIDCommand) -> Bool { connection?.send(request) ?? false }

    package func send(_ request: ControlRequest) -> Bool { connection?.send(request) ?? false }

    // MARK: What the connection tells

    package func usbOpened() {
        if let session { device.begin(session) }
    }

    package func usbSent() {
        guard confirmsDelivery else { return }
        // What its decoder calls stale, only its decoder calls ready.
        guard device.state == .opening || hasLostCommand else { return }
        hasLostCommand = false
        device.commandsDelivered()
    }

    package func usbAnswered(_ bytes: borrowing Span<UInt8>) {
        if !bytes.isEmpty { backoff.reset() }
        device.take(bytes, on: .control)
    }

    package func usbReceived(_ bytes: borrowing Span<UInt8>, isStatus: Bool) {
        backoff.reset()
        if hasLostCommand {
            hasLostCommand = false
            device.enter(.ready, because: nil)
        }
        if !isStatus { wasReset = false }
        device.take(bytes, on: isStatus ? .status : .data)

    }

    package func usbFailed(_ error: USBError, losing loss: USBLoss) {
        switch (loss, error) {
        case (.connection, _):
            connection = nil
            hasLostCommand = false
            device.stop(error.state, because: error.description)
            // If the plug is gone this finds out, and closes this link.
            bus.reconcile()
            if !isClosed { retryLater(after: error) }
        case (.command, .timedOut): losesCommand(error)
        // It was not told what it must be told; if it reads all the same, that shows.
        case (.command, _) where device.state == .opening: losesCommand(error)
        case (.command, _): thread.warn("device \(device.name): \(error)")
        case (.report, _):
            thread.warn("device \(device.name): \(error)")
            device.inputDamaged()
        case (.transfer, _):
            thread.warn("device \(device.name): \(error)")
            device.inputInterrupted()
        }
    }

    private func losesCommand(_ error: USBError) {
        hasLostCommand = true
        device.enter(.stale, because: error.description)
    }

    // MARK: Trying again

    /// Another program lets go without a sign, so a held interface is looked at more often.
    private func retryLater(after error: USBError? = nil) {
        cancelRetry()
        let limit = error?.state == .held ? USBError.holderPause : .seconds(30)
        retryTimer = thread.retry(&backoff, self, limit: limit)
    }

    private func cancelRetry() {
        if let retryTimer { thread.loop.cancel(retryTimer) }
        retryTimer = nil
    }

    package func timerFired(tag: Int) {
        retryTimer = nil
        attach()
    }
}

extension USBError {
    /// Where a device stands whose interface gave this error.
    var state: DeviceState {
        switch self {
        case .absent, .vanished: .lost
        case .denied: .denied
        case .held, .ownedByKernel: .held
        // It is plugged in, and does not work as it should.
        case .unreadableReports, .stalled, .timedOut, .broken, .tooMuch, .noEndpoint, .outputFull,
            .system, .library:
            .present
        }
    }
}
