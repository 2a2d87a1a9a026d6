import Decoding
import Directory
import Drivers
import Gateway
import Identity
import LaneLink
import Pipeline
import Simulator
import Transport

/// A reader at a serial port that this tool opens itself, with what would come of its readings.
final class PortTest: TestSource {
    private let port: SerialPort
    private let rehearsal: Rehearsal
    private let directory: CustomerDirectory?
    private let clock: WallClock
    private var decoder: any Decoder
    private var input = InputBuffer()
    private var output = DecoderOutput()
    private var waiting: [TestLine] = []

    init(
        path: String, driver: Driver, line: SerialLine, settings: Settings,
        directory: CustomerDirectory?
    ) throws {
        port = try SerialPort(path: path, line: line)
        let options =
            settings.devices.first { $0.place == .path(path) }?.options ?? DriverOptions()
        rehearsal = try Rehearsal(settings: settings, driver: driver)
        decoder = driver.makeDecoder(options)
        clock = try WallClock.fromEnvironment()
        self.directory = directory
        directory?.today = clock.now.date
        decoder.start(at: .now, into: &output)
        try takeOutput()
    }

    /// The next item; nil when `limit` has passed.
    func next(within limit: Duration) throws -> TestLine? {
        let end = Instant.now + limit
        while waiting.isEmpty {
            let now = Instant.now
            guard now < end else { return nil }
            let moment = min(end, decoder.deadline ?? end)
            if try port.descriptor.wait(for: .input, limit: max(.zero, moment - now)).isEmpty {
                decoder.decode(Span(), at: .now, into: &output)
            } else if try port.read(into: &input) {
                Self.decode(&input, with: &decoder, into: &output)
                input.wipe()
            }
            try takeOutput()
        }
        return waiting.removeFirst()
    }

    private static func decode(
        _ input: inout InputBuffer, with decoder: inout any Decoder,
        into output: inout DecoderOutput
    ) {
        while let piece = input.next() {
            switch piece {
            case .bytes(let range):
                decoder.decode(input.bytes(range), at: .now, into: &output)
            case .badCharacter: decoder.spoil(at: .now, into: &output)
            case .breakCondition:
                if decoder.deadline != nil { decoder.spoil(at: .now, into: &output) }
            }
        }
    }

    private func takeOutput() throws {
        for item in output.items {
            if case .command(let bytes) = item { try port.write(bytes.span) }
            let judged = rehearsal.judge(item, at: clock.now, directory: directory)
            var line = LineBuffer()
            line.raw("{")
            judged.write(into: &line, isTest: true)
            line.raw("}")
            waiting.append(try TestLine(json: line.bytes[...]))
        }
        directory?.endBurst()
        output.removeAll()
    }
}
