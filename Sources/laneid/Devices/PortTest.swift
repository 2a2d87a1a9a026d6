import Configuration
import Decoding
import Devices
import Directory
import Drivers
import Gateway
import Identity
import LaneLink
import Pipeline
import Recognition
import Simulator
import Transport

/// A reader at a serial port, or behind a terminal server, that this tool opens itself, with what
/// would come of its readings.
final class PortTest: TestSource {
    private enum Line {
        case port(SerialPort)
        case stream(NetworkStream)
    }

    private let line: Line
    private let rehearsal: Rehearsal
    private let directory: CustomerDirectory?
    private let clock: WallClock
    private var session: Session
    private var input = InputBuffer()
    private var output = Output()
    private var waiting: [TestLine] = []
    private var lastSent: [UInt8] = []
    /// What came since the last message ended; nil where nobody asks for it.
    private var raw: RawTrace?

    init(
        path: String, driver: Driver, line: SerialLine, settings: Settings,
        directory: CustomerDirectory?, isRaw: Bool
    ) throws {
        raw = isRaw ? RawTrace(of: driver, at: .now) : nil
        if let place = NetworkPlace(path, defaultPort: driver.attachment.port) {
            self.line = .stream(try .connected(to: place, within: .seconds(10)))
        } else {
            self.line = .port(try SerialPort(path: path, line: line))
        }
        let options =
            settings.devices.first { $0.place == .path(path) }?.options ?? DriverOptions()
        rehearsal = try Rehearsal(settings: settings, driver: driver)
        session = try Session(driver, options)
        clock = try WallClock.fromEnvironment()
        self.directory = directory
        directory?.today = clock.now.date
        session.opened(at: .now, into: &output)
        try takeOutput()
    }

    /// The next item; nil when `limit` has passed.
    func next(within limit: Duration) throws -> TestLine? {
        let end = Instant.now + limit
        while waiting.isEmpty {
            let now = Instant.now
            guard now < end else { return nil }
            let moment = min(end, session.deadline ?? end)
            if try wait(for: .input, max(.zero, moment - now)).isEmpty {
                session.deadlinePassed(at: .now, into: &output)
            } else if try read() {
                raw?.add(input.content, at: .now)
                session.receive(&input, at: .now, into: &output)
                input.wipe()
            }
            try takeOutput()
        }
        return waiting.removeFirst()
    }

    private func wait(for events: Events, _ limit: Duration) throws(SystemError) -> Events {
        switch line {
        case .port(let port): try port.descriptor.wait(for: events, limit: limit)
        case .stream(let stream): try stream.descriptor.wait(for: events, limit: limit)
        }
    }

    private func read() throws -> Bool {
        switch line {
        case .port(let port): try port.read(into: &input)
        case .stream(let stream): try stream.read(into: &input) != nil
        }
    }

    private func write(_ bytes: Span<UInt8>) throws {
        switch line {
        case .port(let port): try port.write(bytes)
        case .stream(let stream): try stream.write(bytes)
        }
    }

    private func takeOutput() throws {
        for item in output.items {
            switch item {
            case .bytes(let bytes):
                try write(bytes.span)
                // A reader that is asked again and again is shown the first time.
                guard bytes != lastSent else { continue }
                lastSent = bytes
            case .line(let new): if case .port(let port) = line { try port.setLine(new) }
            case .breakCondition:
                guard case .port(let port) = line else { break }
                port.isBreaking = true
                _ = try wait(for: [], .milliseconds(4))
                port.isBreaking = false
            case .state(.stale(let why)), .reopen(let why), .resetPort(let why):
                throw CommandFailure(why)
            default: break
            }
            guard let judged = rehearsal.judge(item, at: clock.now, directory: directory) else {
                continue
            }
            raw?.note(judged)
            try show { judged.write(into: &$0, isTest: true) }
        }
        if !session.isMidMessage { try showRaw() }
        directory?.endBurst()
        output.removeAll()
    }

    private func showRaw() throws {
        var message: (length: Int, pieces: [RawTrace.Piece]?)?
        raw?.end(
            isSuspect: { PaymentCardGuard().isSuspect($0.span) },
            into: { message = ($0, $1) })
        guard let message else { return }
        try show { RawTrace.write(message.length, message.pieces, into: &$0) }
    }

    private func show(_ write: (inout LineBuffer) -> Void) throws {
        var line = LineBuffer()
        line.raw("{")
        write(&line)
        line.raw("}")
        waiting.append(try TestLine(json: line.bytes[...]))
    }
}
