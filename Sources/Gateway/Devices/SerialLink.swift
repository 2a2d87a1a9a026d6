import Drivers
import Identity
import Transport

/// A device at a serial port. Owned by the device.
///
/// A port that is not there is waited for by watching its folder, without polling; one that is there and does not open
/// is tried again with growing pauses. Nothing here needs a restart to heal.
final class SerialLink: DeviceLink, EventHandler, TimerHandler {
    private let path: String
    private let line: SerialLine
    private let driver: Driver
    private let options: DriverOptions
    private unowned let device: AttachedDevice
    private unowned let gateway: Gateway
    /// Called before the port of a device that settings name is opened: a reader that was found there without them lets
    /// go of it.
    var willOpen: (() -> Void)?
    private var port: SerialPort?
    private var token = Token.none
    private var retryTimer: Timer?
    private var backoff = Backoff()
    private var watch: PathWatch?
    private var watchToken = Token.none

    init(
        path: String, line: SerialLine, driver: Driver, options: DriverOptions,
        device: AttachedDevice, gateway: Gateway
    ) {
        self.path = path
        self.line = line
        self.driver = driver
        self.options = options
        self.device = device
        self.gateway = gateway
    }

    // MARK: Opening

    func attach() {
        guard port == nil else { return }
        cancelRetry()
        watchPath()
        willOpen?()
        do throws(SerialError) {
            let port = try SerialPort(path: path, line: line)
            token = try register(port)
            self.port = port
            backoff.reset()
            device.begin(
                driver.makeDecoder(options), accept: Self.commands(driver.feedback.accept),
                reject: Self.commands(driver.feedback.reject))
        } catch {
            device.enter(error.state, because: error.description)
            if !isAnnounced(error) { retryLater() }
        }
    }

    /// Whether the watch will tell when it is worth trying again: what is not there is waited for without polling. A port
    /// that came while it was opened, or whose driver was not ready yet, has been announced already.
    private func isAnnounced(_ error: SerialError) -> Bool {
        guard let watch else { return false }
        return switch error {
        case .absent, .vanished: !watch.isThere
        case .noHardware: true
        default: false
        }
    }

    func close() {
        cancelRetry()
        gateway.loop.remove(token)
        gateway.loop.remove(watchToken)
        port = nil
        watch = nil
    }

    private static func commands(_ bytes: Bytes<64>) -> [DeviceCommand] {
        bytes.isEmpty ? [] : [.bytes(bytes)]
    }

    private func register(_ port: SerialPort) throws(SerialError) -> Token {
        do throws(SystemError) {
            return try gateway.loop.add(self, descriptor: port.descriptor, events: .input)
        } catch {
            throw .system(error)
        }
    }

    private func watchPath() {
        guard watch == nil, let watch = try? PathWatch(path: path) else { return }
        guard
            let token = try? gateway.loop.add(self, descriptor: watch.descriptor, events: .input)
        else { return }
        self.watch = watch
        watchToken = token
    }

    private func retryLater() {
        let pause = backoff.next(using: &gateway.generator)
        retryTimer = gateway.loop.schedule(at: gateway.loop.now + pause, self, tag: 0)
    }

    private func cancelRetry() {
        if let retryTimer { gateway.loop.cancel(retryTimer) }
        retryTimer = nil
    }

    /// The port is gone: lets go of it, and tries again at once, for an adapter that resets is back in no time.
    private func lose(because error: SerialError) {
        gateway.loop.remove(token)
        token = .none
        port = nil
        device.stop(error.state, because: error.description)
        retryLater()
    }

    func timerFired(tag: Int) {
        retryTimer = nil
        attach()
    }

    // MARK: Reading and writing

    func ready(_ events: Events, token: Token) {
        if token == watchToken {
            if watch?.changed() == true, port == nil { attach() }
            return
        }
        guard let port else { return }
        do throws(SerialError) {
            if events.contains(.output) {
                try port.flush()
                if !port.hasOutput { gateway.loop.change(token, events: .input) }
            }
            guard try port.read(into: &gateway.input) else { return }
        } catch {
            return lose(because: error)
        }
        device.takeInput()
        gateway.input.wipe()
    }

    var saysWhenSent: Bool { false }

    func send(_ command: DeviceCommand) -> Bool {
        // A serial line takes no reports.
        guard let port, case .bytes(let bytes) = command else { return false }
        do throws(SerialError) {
            try port.write(bytes.span)
            if port.hasOutput { gateway.loop.change(token, events: [.input, .output]) }
            return true
        } catch {
            gateway.log.warning("device \(device.name): \(error)")
            return false
        }
    }
}

extension SerialError {
    /// Where a device stands whose port gave this error.
    fileprivate var state: DeviceState {
        switch self {
        case .absent, .noHardware, .vanished: .lost
        case .denied: .denied
        case .held: .held
        // It is plugged in, and not as settings want it.
        case .notATerminal, .refused, .unsupportedSpeed, .outputFull, .system: .present
        }
    }
}
