import Decoding
import Devices
import Drivers
import Glibc
import Identity
import Testing
import Transport

/// A made-up box that tells of calls by datagrams: all that a driver is.
extension Driver {
    fileprivate static let callBox = Driver(
        name: "call-box", kind: .phone, summary: "A made-up box that tells of calls",
        attachment: .datagrams(port: 3520) { _ in CallBox() })
}

private struct CallBox: Decoder {
    mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        guard bytes.starts(with: "CALL ") else { return output.report(.badFrame, of: .phone) }
        output.send(Bytes<8>("OK"))
        guard bytes.count > 5 else { return output.noNumber(.withheld) }
        output.emit(
            Reading(
                kind: .phone, entryMode: .incomingCall, text: bytes.extracting(5..<bytes.count)))
    }

    mutating func inputDamaged(at now: Instant, into output: inout Output) {
        output.report(.tooLong, of: .phone)
    }
}

/// A device that notes what its session gave.
private final class Notes: LinkedDevice {
    let name = "box"
    var state = DeviceState.lost
    var why: String?
    var told: [String] = []
    var link: (any DeviceLink)?
    private let thread: DeviceThread
    private var session: Session?

    init(_ thread: DeviceThread) { self.thread = thread }

    func begin(_ session: Session) {
        self.session = session
        self.session?.opened(at: thread.loop.now, into: &thread.output)
        finish()
    }

    func takeInput() {
        session?.receive(&thread.input, at: thread.loop.now, into: &thread.output)
        finish()
    }

    func inputDamaged() {
        session?.inputDamaged(at: thread.loop.now, into: &thread.output)
        finish()
    }

    func inputInterrupted() {}
    func commandsDelivered() {}
    func take(_ bytes: borrowing Span<UInt8>, on channel: Channel) {}

    func stop(_ state: DeviceState, because why: String) {
        session = nil
        enter(state, because: why)
    }

    func enter(_ state: DeviceState, because why: String?) { (self.state, self.why) = (state, why) }

    private func finish() {
        for item in thread.output.items {
            switch item {
            case .reading(let reading): told.append("call \(String(reading.text))")
            case .noNumber(let reason): told.append("no number: \(reason)")
            case .fault(let fault, let kind): told.append("\(fault) of \(kind)")
            case .state(.ready): enter(.ready, because: nil)
            case .bytes(let bytes): _ = link?.send(bytes.span)
            default: told.append("\(item)")
            }
        }
        thread.output.removeAll()
    }
}

@Suite(.serialized) struct DatagramLinkTests {
    /// A free port of this machine.
    private static let place = NetworkPlace("udp://127.0.0.1:\(20_000 + Int(getpid() % 20_000))")!

    private func box() throws -> (Notes, DeviceThread) {
        let thread = DeviceThread(loop: try EventLoop(), warn: { _ in })
        let notes = Notes(thread)
        let link = thread.link(
            to: "\(Self.place)", line: SerialLine(), driver: .callBox, options: DriverOptions(),
            device: notes)
        notes.link = link
        link.attach()
        return (notes, thread)
    }

    private func send(_ text: String, from number: Int32) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = Self.place.port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let bytes = Array(text.utf8)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(number, bytes, bytes.count, 0, $0, size)
            }
        }
    }

    @Test
    func `A made-up box is a driver's value and a decoder, and is answered where it sent from`()
        throws
    {
        let (notes, thread) = try box()
        defer { notes.link?.close() }
        #expect(notes.state == .ready)
        let sender = FileDescriptor(owning: socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
        for text in [
            "CALL 5551234", "CALL ", "NOISE", "CALL " + String(repeating: "1", count: 2000), "",
            "END",
        ] {
            send(text, from: sender.number)
        }
        let end = Instant.now + .seconds(5)
        while notes.told.count < 5, Instant.now < end {
            thread.loop.runOnce(limit: .milliseconds(50))
        }
        #expect(
            notes.told == [
                "call 5551234", "no number: withheld", "badFrame of phone", "tooLong of phone",
                "badFrame of phone",
            ])
        var chunk = [UInt8](repeating: 0, count: 16)
        #expect(unsafe recv(sender.number, &chunk, 16, Int32(MSG_DONTWAIT)) == 2)
        #expect(chunk.starts(with: "OK".utf8))
    }

    @Test func `A port that another program has is held, and taken when it is free`() throws {
        var other: DatagramSocket? = try DatagramSocket(at: Self.place)
        let (notes, thread) = try box()
        defer { notes.link?.close() }
        #expect(notes.state == .held)
        #expect(other != nil)
        other = nil
        let end = Instant.now + .seconds(5)
        while notes.state != .ready, Instant.now < end {
            thread.loop.runOnce(limit: .milliseconds(50))
        }
        #expect(notes.state == .ready)
    }
}
