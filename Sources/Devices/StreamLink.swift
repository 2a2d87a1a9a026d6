import Decoding
package import Drivers
import Identity
package import Transport

/// A device behind a connection: a serial line at a terminal server (ser2net), or a device of the
/// network. Owned by the device.
///
/// A connection that cannot be made or ends is tried again with growing pauses.
package final class StreamLink: DeviceLink, EventHandler, TimerHandler {
    private enum Phase {
        case idle, lookingUp
        /// The addresses that are still to be tried.
        case connecting(NetworkStream, [NetworkAddress])
        case connected(NetworkStream, since: Instant)
    }
    private enum Tag {
        static let retry = 0
        static let patience = 1
    }

    private static let connectLimit = Duration.seconds(10)
    /// A connection that ends sooner was never the device's.
    private static let shortest = Duration.seconds(1)
    /// After so long the next pause is short again.
    private static let healthy = Duration.seconds(10)
    /// More bytes a second than the fastest reader's line has.
    private static let maxPerSecond = 16 * 1024

    private let place: NetworkPlace
    private let driver: Driver
    private let options: DriverOptions
    private unowned let device: any LinkedDevice
    private let thread: DeviceThread
    private var phase = Phase.idle
    private var token = Token.none
    private var timer: Timer?
    private var backoff = Backoff()
    /// Which try it is: a look-up that ends late belongs to none.
    private var attempt = 0
    private var hasRead = false
    /// Whether a command was dropped because the peer takes none.
    private var isStalled = false
    private var window = (start: Instant(nanoseconds: 0), bytes: 0)

    package init(
        _ place: NetworkPlace, driver: Driver, options: DriverOptions, device: any LinkedDevice,
        thread: DeviceThread
    ) {
        self.place = place
        self.driver = driver
        self.options = options
        self.device = device
        self.thread = thread
    }

    // MARK: Connecting

    package func attach() {
        guard case .idle = phase else { return }
        cancelTimer()
        device.enter(.opening, because: nil)
        guard let resolver = thread.resolver else {
            return lose(.present, because: "too many files are open to look for \(place)")
        }
        phase = .lookingUp
        attempt += 1
        resolver.resolve(place) { [weak self, attempt] addresses in
            guard let self, attempt == self.attempt, case .lookingUp = phase else { return }
            connect(to: addresses, after: .unknownHost(place))
        }
    }

    /// Tries the first of the addresses; `error` says why none before it did.
    private func connect(to addresses: [NetworkAddress], after error: NetworkError) {
        cancelTimer()
        thread.loop.remove(token)
        guard let address = addresses.first else { return lose(error) }
        let rest = Array(addresses.dropFirst())
        do throws(NetworkError) {
            let stream = try NetworkStream(to: address, of: place)
            token = try watch(stream)
            phase = .connecting(stream, rest)
            timer = thread.loop.schedule(
                at: thread.loop.now + Self.connectLimit, self, tag: Tag.patience)
        } catch {
            connect(to: rest, after: error)
        }
    }

    private func watch(_ stream: NetworkStream) throws(NetworkError) -> Token {
        do throws(SystemError) {
            return try thread.loop.add(self, descriptor: stream.descriptor, events: .output)
        } catch {
            throw .system(error)
        }
    }

    private func finish(_ stream: NetworkStream, _ rest: [NetworkAddress]) {
        let session: Session
        do throws(NetworkError) {
            try stream.finishConnecting()
        } catch {
            return connect(to: rest, after: error)
        }
        do throws(ClaimError) {
            session = try Session(driver, options)
        } catch {
            close()
            return device.enter(.present, because: "\(driver.name) cannot read it: \(error)")
        }
        cancelTimer()
        thread.loop.change(token, events: .input)
        phase = .connected(stream, since: thread.loop.now)
        hasRead = false
        isStalled = false
        window = (thread.loop.now, 0)
        device.begin(session)
    }

    package func close() {
        cancelTimer()
        thread.loop.remove(token)
        phase = .idle
        attempt += 1
    }

    package func reopen(because why: String, resetting: Bool) {
        guard case .connected = phase else { return }
        lose(.stale, because: why)
    }

    /// The connection is gone, or could not be made.
    private func lose(_ error: NetworkError) {
        var error = error
        if case .connected(_, let since) = phase {
            if error == .closed(place), thread.loop.now - since < Self.shortest {
                error = .busy(place)
            }
            if thread.loop.now - since > Self.healthy { backoff.reset() }
        }
        lose(error.state, because: error.description)
    }

    private func lose(_ state: DeviceState, because why: String) {
        close()
        device.stop(state, because: why)
        timer = thread.retry(&backoff, self, tag: Tag.retry)
    }

    private func cancelTimer() {
        if let timer { thread.loop.cancel(timer) }
        timer = nil
    }

    package func timerFired(tag: Int) {
        timer = nil
        guard tag == Tag.patience else { return attach() }
        guard case .connecting(_, let rest) = phase else { return }
        connect(to: rest, after: .silent(place))
    }

    // MARK: Reading and writing

    package func ready(_ events: Events, token: Token) {
        switch phase {
        case .idle, .lookingUp: break
        case .connecting(let stream, let rest): finish(stream, rest)
        case .connected(let stream, _):
            do throws(NetworkError) {
                if events.contains(.output) {
                    try stream.flush()
                    watchOutput(of: stream)
                    if isStalled, !stream.hasOutput {
                        isStalled = false
                        device.enter(.ready, because: nil)
                    }
                }
                guard let count = try stream.read(into: &thread.input) else { return }
                try judge(count)
            } catch {
                return lose(error)
            }
            device.takeInput()
            thread.input.wipe()
        }
    }

    /// Throws for what no reader sends.
    private func judge(_ count: Int) throws(NetworkError) {
        if thread.loop.now - window.start > .seconds(1) { window = (thread.loop.now, 0) }
        window.bytes += count
        guard window.bytes <= Self.maxPerSecond else { throw .tooFast(place) }
        guard !hasRead else { return }
        hasRead = true
        if let what = Self.other(thread.input, count) {
            throw .notALine(place, what: what)
        }
    }

    /// What the peer is that begins so; nil for what may be a reader.
    private static func other(_ input: borrowing InputBuffer, _ count: Int) -> String? {
        let bytes = input.bytes(0..<min(count, 8))
        if bytes.starts(with: "SSH-") { return "SSH" }
        if bytes.starts(with: "HTTP/") { return "HTTP" }
        if bytes.starts(with: "RFB ") { return "a remote desktop's protocol" }
        // IAC and WILL, WONT, DO or DONT (RFC 854).
        let isTelnet = bytes.count >= 2 && bytes[0] == 0xFF && (0xFB...0xFE).contains(bytes[1])
        return isTelnet ? "telnet" : nil
    }

    package func send(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard case .connected(let stream, _) = phase else { return false }
        do throws(NetworkError) {
            try stream.write(bytes)
            watchOutput(of: stream)
            return true
        } catch {
            // A peer that is gone shows when it is read; one that takes nothing does not.
            thread.warn("device \(device.name): \(error)")
            if case .outputFull = error, !isStalled {
                isStalled = true
                device.enter(.stale, because: error.description)
            }
            return false
        }
    }

    private func watchOutput(of stream: NetworkStream) {
        thread.loop.change(token, events: stream.hasOutput ? [.input, .output] : .input)
    }
}

extension NetworkError {
    /// Where a device stands whose connection gave this error.
    var state: DeviceState {
        switch self {
        case .unknownHost, .refused, .unreachable, .silent, .closed: .lost
        case .busy: .held
        case .notALine, .tooFast, .outputFull, .system: .present
        }
    }
}
