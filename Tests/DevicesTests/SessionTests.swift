import Decoding
import Devices
import Drivers
import Identity
import Testing

/// What a session keeps from whoever owns it, whatever its decoder does.
@Suite struct SessionTests {
    /// A decoder that does what a careless one might.
    private struct Careless: Decoder {
        var deadline: Instant?
        var length = 0

        mutating func receive(
            _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
            into output: inout Output
        ) {
            guard length > 0 else { return }
            output.send([UInt8](repeating: 0x55, count: length).span)
            output.send(Bytes<8>("ok"))
        }
    }

    /// A decoder that counts what is told to be damaged.
    private struct Counting: Decoder {
        var isMidMessage = false

        mutating func receive(
            _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
            into output: inout Output
        ) {
            isMidMessage = true
        }

        mutating func inputDamaged(at now: Instant, into output: inout Output) {
            output.report(.truncated, of: .barcode)
        }
    }

    private let start = Instant(nanoseconds: 1_000_000_000)

    @Test func `An interrupted way is a fault only in the middle of a message`() {
        var output = Output()
        var session = Session(Counting(), kind: .barcode, capacity: 64)
        session.inputInterrupted(at: start, into: &output)
        #expect(output.isEmpty)
        session.receive([0x31].span, at: start, into: &output)
        session.inputInterrupted(at: start, into: &output)
        #expect(output.actions == [.fault(.truncated, of: .barcode)])
    }

    @Test func `A deadline in the past is called again after a pause, not at once`() throws {
        var output = Output()
        var session = Session(
            Careless(deadline: Instant(nanoseconds: 0)), kind: .barcode, capacity: 64)
        session.opened(at: start, into: &output)
        #expect(output.items.count == 1)
        let deadline = try #require(session.deadline)
        #expect(deadline >= start + .milliseconds(10))
        session.deadlinePassed(at: deadline, into: &output)
        #expect(try #require(session.deadline) >= deadline + .milliseconds(10))
    }

    @Test
    func `What is more than the line takes is refused with a fault, and the rest is not sent`() {
        var output = Output()
        var session = Session(Careless(length: 63), kind: .electronicKey, capacity: 64)
        session.receive([UInt8]().span, at: start, into: &output)
        #expect(output.actions.first == .bytes(0..<63))
        #expect(output.actions.last == .fault(.tooLong, of: .electronicKey))
        output.removeAll()
        session = Session(Careless(length: 5000), kind: .barcode, capacity: 4096)
        session.receive([UInt8]().span, at: start, into: &output)
        #expect(output.actions.allSatisfy { $0 == .fault(.tooLong, of: .barcode) })
    }

    @Test
    func
        `A driver refuses an option that it does not have, and a value that its option cannot have`()
        throws
    {
        let driver = try #require(Driver.named("serial-scanner"))
        var options = DriverOptions()
        // Settings take it for a USB device whose driver the catalogue decides.
        try options.set("layout", to: Array("de".utf8))
        let error = #expect(throws: ClaimError.self) { _ = try Session(driver, options) }
        #expect(error?.description.contains("has no option layout") == true)
        options = DriverOptions()
        try options.set("ends", to: Array("enter".utf8))
        #expect(throws: ClaimError.self) { _ = try Session(driver, options) }
        #expect(throws: ClaimError.otherConnection(needs: "a serial line, not a USB interface")) {
            _ = try Session(
                driver, DriverOptions(), at: USBInterface(vendorID: 0x0801, productID: 2))
        }
    }

    @Test func `Sent bytes may be longer than 64, and stand where their action says`() {
        var output = Output()
        output.send([UInt8](repeating: 7, count: 3000).span)
        output.report(.badFrame, of: .barcode)
        output.send(Bytes<8>("ab"))
        #expect(output.actions.count == 3)
        guard case .bytes(let range) = output.actions[2] else {
            Issue.record("no bytes")
            return
        }
        #expect(String(output.bytes(range)) == "ab")
        output.removeAll()
        #expect(output.isEmpty)
    }
}
