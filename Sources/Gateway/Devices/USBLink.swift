import Decoding
import Drivers
import Identity
import Transport

/// A device at a HID interface of one USB plug. Owned by the device; another plug gets another link.
///
/// An interface that cannot be had is tried again with growing pauses, and at once when something changes on the bus.
final class USBLink: DeviceLink, USBConnectionHandler, TimerHandler {
    private let usb: USBDevice
    private let interface: USBInterface
    private let driver: Driver
    private let options: DriverOptions
    private let bus: USBBus
    private unowned let device: AttachedDevice
    private unowned let gateway: Gateway
    private var connection: USBConnection?
    private var decoder: (any Decoder)?
    private var retryTimer: Timer?
    private var backoff = Backoff()
    private var isClosed = false

    init(
        _ interface: USBInterface, of usb: USBDevice, driver: Driver, options: DriverOptions,
        on bus: USBBus, device: AttachedDevice, gateway: Gateway
    ) {
        self.usb = usb
        self.interface = interface
        self.driver = driver
        self.options = options
        self.bus = bus
        self.device = device
        self.gateway = gateway
    }

    func attach() {
        guard connection == nil, !isClosed else { return }
        cancelRetry()
        do throws(HIDError) {
            decoder = try driver.makeReportDecoder(options, interface)
        } catch {
            // Nothing that waiting would mend.
            return device.enter(.present, because: "\(driver.name) cannot read it: \(error)")
        }
        let bytes = interface.reportDescriptor
        let descriptor = try? ReportDescriptor(bytes.span)
        do throws(USBError) {
            device.enter(.opening, because: nil)
            connection = try USBConnection(
                to: interface, of: usb, reportLength: descriptor?.longestReport(of: .input) ?? 0,
                on: bus, handler: self)
        } catch {
            device.stop(error.state, because: error.description)
            retryLater()
        }
    }

    func close() {
        isClosed = true
        cancelRetry()
        connection?.close()
        connection = nil
    }

    var saysWhenSent: Bool { true }

    func send(_ command: DeviceCommand) -> Bool {
        guard let connection, case .report(let report) = command else { return false }
        return connection.send(report)
    }

    // MARK: What the connection tells

    func usbOpened() {
        guard let decoder else { return }
        let feedback = driver.reportFeedback(interface)
        device.begin(
            decoder, accept: feedback.accept.map { .report($0) },
            reject: feedback.reject.map { .report($0) })
    }

    func usbSent() {
        device.wasTold()
    }

    func usbReceived(_ bytes: borrowing Span<UInt8>) {
        backoff.reset()
        if device.state == .stale { device.enter(.ready, because: nil) }
        device.take(bytes)
    }

    func usbFailed(_ error: USBError, losing loss: USBLoss) {
        switch (loss, error) {
        case (.connection, _):
            connection = nil
            device.stop(error.state, because: error.description)
            // If the plug is gone this finds out, and closes this link.
            bus.reconcile()
            if !isClosed { retryLater() }
        case (.command, .timedOut): device.enter(.stale, because: error.description)
        case (.command, _) where device.state == .opening:
            // It was not told what it must be told; if it reads all the same, that shows.
            device.enter(.stale, because: error.description)
        case (.command, _): gateway.log.warning("device \(device.name): \(error)")
        case (.report, _):
            gateway.log.warning("device \(device.name): \(error)")
            device.spoil()
        }
    }

    // MARK: Trying again

    private func retryLater() {
        cancelRetry()
        let pause = backoff.next(using: &gateway.generator)
        retryTimer = gateway.loop.schedule(at: gateway.loop.now + pause, self, tag: 0)
    }

    private func cancelRetry() {
        if let retryTimer { gateway.loop.cancel(retryTimer) }
        retryTimer = nil
    }

    func timerFired(tag: Int) {
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
