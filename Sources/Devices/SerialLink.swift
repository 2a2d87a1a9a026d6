import Decoding
package import Drivers
package import Identity
package import Transport

/// A device at a serial port. Owned by the device.
///
/// A port that is not there is waited for by watching its folder, without polling; one that is
/// there and does not open is tried again with growing pauses. Nothing here needs a restart to
/// heal.
package final class SerialLink: DeviceLink, EventHandler, TimerHandler {
    private enum Tag {
        static let retry = 0
        static let endOfBreak = 1
    }
    /// How long a break lasts.
    private static let breakLength = Duration.milliseconds(4)

    private let path: String
    private let line: SerialLine
    private let driver: Driver
    private let options: DriverOptions
    private unowned let device: any LinkedDevice
    private let thread: DeviceThread
    /// Called before the port of a device that settings name is opened: a reader that was found
    /// there without them lets go of it.
    package var willOpen: (() -> Void)?
    private var port: SerialPort?
    private var token = Token.none
    private var timer: Timer?
    private var backoff = Backoff()
    /// Whether the device asked for it and has sent nothing since: the pauses go on growing.
    private var isReopening = false
    private var watch: PathWatch?
    private var watchToken = Token.none

    package init(
        path: String, line: SerialLine, driver: Driver, options: DriverOptions,
        device: any LinkedDevice, thread: DeviceThread
    ) {
        self.path = path
        self.line = line
        self.driver = driver
        self.options = options
        self.device = device
        self.thread = thread
    }

    // MARK: Opening

    package func attach() {
        guard port == nil else { return }
        cancelTimer()
        watchPath()
        willOpen?()
        let session: Session
        do throws(ClaimError) {
            session = try Session(driver, options)
        } catch {
            return device.enter(.present, because: "\(driver.name) cannot read it: \(error)")
        }
        do throws(SerialError) {
            let port = try SerialPort(path: path, line: line)
            token = try register(port)
            self.port = port
            if !isReopening { backoff.reset() }
            device.begin(session)
        } catch {
            device.enter(error.state, because: error.description)
            if !isAnnounced(error) { retryLater() }
        }
    }

    /// Whether the watch will tell when it is worth trying again: what is not there is waited for
    /// without polling. A port that came while it was opened, or whose driver was not ready yet,
    /// has been announced already.
    private func isAnnounced(_ error: SerialError) -> Bool {
        guard let watch else { return false }
        return switch error {
        case .absent, .vanished: !watch.isThere
        case .noHardware: true
        default: false
        }
    }

    package func close() {
        cancelTimer()
        thread.loop.remove(token)
        thread.loop.remove(watchToken)
        port = nil
        watch = nil
    }

    private func register(_ port: SerialPort) throws(SerialError) -> Token {
        do throws(SystemError) {
            return try thread.loop.add(self, descriptor: port.descriptor, events: .input)
        } catch {
            throw .system(error)
        }
    }

    private func watchPath() {
        guard watch == nil, let watch = try? PathWatch(path: path) else { return }
        guard
            let token = try? thread.loop.add(self, descriptor: watch.descriptor, events: .input)
        else { return }
        self.watch = watch
        watchToken = token
    }

    private func retryLater() {
        cancelTimer()
        timer = thread.retry(&backoff, self, tag: Tag.retry)
    }

    private func cancelTimer() {
        if let timer { thread.loop.cancel(timer) }
        timer = nil
    }

    /// The port is gone: lets go of it, and tries again at once, for an adapter that resets is back
    /// in no time.
    private func lose(_ state: DeviceState, because why: String) {
        thread.loop.remove(token)
        token = .none
        port = nil
        device.stop(state, because: why)
        retryLater()
    }

    package func reopen(because why: String, resetting: Bool) {
        isReopening = true
        if port != nil { lose(.stale, because: why) }
    }

    package func timerFired(tag: Int) {
        timer = nil
        guard tag == Tag.endOfBreak else { return attach() }
        port?.isBreaking = false
        flush()
    }

    // MARK: Reading and writing

    package func ready(_ events: Events, token: Token) {
        if token == watchToken {
            if watch?.changed() == true, port == nil { attach() }
            return
        }
        guard let port else { return }
        do throws(SerialError) {
            if events.contains(.output) {
                try port.flush()
                watchOutput(of: port)
            }
            guard try port.read(into: &thread.input) else { return }
        } catch {
            return lose(error.state, because: error.description)
        }
        isReopening = false
        device.takeInput()
        thread.input.wipe()
    }

    package func send(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard let port else { return false }
        do throws(SerialError) {
            try port.write(bytes)
            watchOutput(of: port)
            return true
        } catch {
            thread.warn("device \(device.name): \(error)")
            return false
        }
    }

    private func flush() {
        guard let port else { return }
        // A port that is gone shows when it is read.
        try? port.flush()
        watchOutput(of: port)
    }

    private func watchOutput(of port: SerialPort) {
        let waits = port.hasOutput && !port.isBreaking
        thread.loop.change(token, events: waits ? [.input, .output] : .input)
    }

    package func setLine(_ line: SerialLine) {
        guard let port else { return }
        do throws(SerialError) {
            try port.setLine(line)
        } catch {
            thread.warn("device \(device.name): \(error)")
        }
    }

    package func sendBreak() {
        guard let port else { return }
        port.isBreaking = true
        cancelTimer()
        timer = thread.loop.schedule(
            at: thread.loop.now + Self.breakLength, self, tag: Tag.endOfBreak)
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
