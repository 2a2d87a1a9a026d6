import Identity
import Testing

@testable import Simulator

/// What a virtual device answers to a host, without any kernel.
struct VirtualUSBDeviceTests {
    @Test("Bytes that no host sends are not taken", arguments: [0, 3, 5, UInt32.max])
    func notAMessage(command: UInt32) {
        var message = USBIPHeader.submit(1, endpoint: 1, length: 8)
        #expect(USBIPHeader(message[...]) != nil)
        #expect(USBIPHeader(message.dropLast()) == nil)
        message.replaceSubrange(0..<4, with: command.bigEndianBytes)
        #expect(USBIPHeader(message[...]) == nil)
        #expect(USBIPHeader(USBIPHeader.submit(1, endpoint: 1, length: 1 << 21)[...]) == nil)
    }

    @Test("A host gets the descriptors, cut to what it has room for", arguments: USBModel.catalogue)
    func descriptors(of model: USBModel) throws {
        var device = VirtualUSBDevice(model)
        let descriptor = try #require(try device.ask(0x80, 6, value: 0x0100))
        #expect(descriptor.status == 0 && descriptor.data.count == 18)
        #expect(Array(descriptor.data[8..<10]) == model.vendorID.littleEndianBytes)
        #expect(try device.ask(0x80, 6, value: 0x0100, length: 8)?.data.count == 8)
        let configuration = try #require(try device.ask(0x80, 6, value: 0x0200)).data
        #expect(UInt16(configuration.count).littleEndianBytes == Array(configuration[2..<4]))
        #expect(configuration[4] == UInt8(model.interfaces.count))
        // Every descriptor in it begins with its own length.
        var rest = configuration[...]
        while let length = rest.first, length > 1, length <= rest.count {
            rest = rest.dropFirst(Int(length))
        }
        #expect(rest.isEmpty)
        for (number, interface) in model.interfaces.enumerated() where interface.kind == .hid {
            let report = try device.ask(0x81, 6, value: 0x2200, index: UInt16(number))
            #expect(report?.data == interface.reportDescriptor)
        }
    }

    @Test func `A HID descriptor can lie about the length of the report descriptor`() throws {
        var model = USBModel.hidScanner
        model.interfaces[0].claimedLength = 0x0102
        var device = VirtualUSBDevice(model)
        let configuration = try #require(try device.ask(0x80, 6, value: 0x0200)).data
        // Behind the configuration's and the interface's descriptor.
        #expect(configuration[18 + 1] == 0x21 && Array(configuration[25..<27]) == [2, 1])
        let report = try device.ask(0x81, 6, value: 0x2200)
        #expect(report?.data == model.interfaces[0].reportDescriptor)
    }

    @Test("What a device does not have is stalled", arguments: [0x0600, 0x0305, 0x0F00])
    func stalled(descriptor: UInt16) throws {
        var device = VirtualUSBDevice(.magtekSwipe)
        #expect(try device.ask(0x80, 6, value: descriptor)?.status == -32)
        #expect(try device.ask(0xC0, 1, value: 0)?.status == -32)
    }

    @Test(
        "A report goes out in packets, and ends a transfer as a bus does",
        arguments: [
            // 337 bytes in packets of 8: the 43rd has one byte and ends the transfer, wherever it
            // began.
            (337, [337]), (400, [337]), (336, [336, 1]), (64, [64, 64, 64, 64, 64, 17]), (8, [8]),
        ])
    func packets(room: Int, sizes: [Int]) throws {
        var device = VirtualUSBDevice(.magtekSwipe)
        let report = (0..<337).map { UInt8(truncatingIfNeeded: $0) }
        device.send(report)
        var got: [Answer] = []
        for sequence in 1...UInt32(sizes.count) {
            try device.hear(USBIPHeader.submit(sequence, endpoint: 1, length: room))
            got += device.answer()
        }
        #expect(got.map(\.data.count) == sizes)
        #expect(Array(got.map(\.data).joined()) == Array(report.prefix(sizes.reduce(0, +))))
    }

    @Test func `A report of whole packets does not end a longer transfer`() throws {
        var device = VirtualUSBDevice(.keyboardScanner)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 64))
        device.send([0, 0, 4, 0, 0, 0, 0, 0])
        #expect(device.answer().isEmpty)
    }

    @Test func `What waits can be unlinked, once`() throws {
        var device = VirtualUSBDevice(.keyboardScanner)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 8))
        #expect(device.isListenedTo)
        try device.hear(USBIPHeader.unlink(2, of: 1))
        try device.hear(USBIPHeader.unlink(3, of: 1))
        #expect(
            device.answer() == [
                Answer(sequence: 2, status: -104), Answer(sequence: 3, status: 0),
            ])
        #expect(!device.isListenedTo)
    }

    @Test(
        "Faults are what they are called",
        arguments: [
            (USBFault.shortReport(3), [Answer(sequence: 1, status: 0, data: [1, 2, 3])]),
            (.longReport(extra: 1), [Answer(sequence: 1, status: 0, data: Array(1...8))]),
            (.stall, [Answer(sequence: 1, status: -32)]),
            (.hang, []),
            (.unplug(afterPackets: 0), []),
        ])
    func faults(fault: USBFault, answers: [Answer]) throws {
        var device = VirtualUSBDevice(.keyboardScanner)
        device.fail(fault)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 8))
        device.send(Array(1...8))
        #expect(device.answer() == answers)
        #expect(device.isUnplugged == (fault == .unplug(afterPackets: 0)))
        // A host can always take back what it wanted.
        try device.hear(USBIPHeader.unlink(2, of: 1))
        #expect(device.answer().map(\.sequence) == [2])
    }

    @Test func `A deaf device leaves the host's packets until they are taken back`() throws {
        var device = VirtualUSBDevice(.cardReader)
        device.fail(.deaf(transfers: 1))
        let status: [UInt8] = [0x65, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        func send(_ sequence: UInt32) throws {
            try device.hear(
                USBIPHeader.submit(sequence, isIn: false, endpoint: 2, length: 10), data: status)
        }
        try send(1)
        #expect(device.answer().isEmpty)
        try device.hear(USBIPHeader.unlink(2, of: 1))
        try send(3)
        #expect(
            device.answer() == [
                Answer(sequence: 2, status: -104), Answer(sequence: 3, status: 0),
            ])
    }

    @Test func `A packet over the host's room is an overflow`() throws {
        var device = VirtualUSBDevice(.hidScanner)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 32))
        device.send([UInt8](repeating: 7, count: 64))
        let answer = try #require(device.answer().first)
        #expect(answer.status == -75 && answer.data.count == 32)
    }

    @Test func `A halted endpoint works again when its halt is cleared`() throws {
        var device = VirtualUSBDevice(.keyboardScanner)
        device.fail(.stall)
        device.send(Array(1...8))
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 8))
        try device.hear(
            USBIPHeader.submit(
                2, isIn: false, endpoint: 0, length: 0, setup: [0x02, 1, 0, 0, 0x81, 0, 0, 0]))
        try device.hear(USBIPHeader.submit(3, endpoint: 1, length: 8))
        device.send([UInt8](repeating: 9, count: 8))
        #expect(device.answer().map(\.status) == [-32, 0, 0])
    }

    @Test func `An IBM scanner is silent until it is enabled, and then tells its status`() throws {
        var device = VirtualUSBDevice(.ibmScanner)
        let report = try #require(try USBModel.ibmScanner.typed("9001475067933").first)
        try device.hear(USBIPHeader.submit(1, endpoint: 1, length: 64))
        device.send(report)
        #expect(device.answer().isEmpty)
        let enable: [UInt8] = [0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        try device.hear(
            USBIPHeader.submit(
                2, isIn: false, endpoint: 0, length: 11, setup: [0x21, 9, 0, 2, 0, 0, 11, 0]),
            data: enable)
        #expect(device.takeReceived() == [.output(enable)])
        #expect(device.answer().map { Array($0.data.prefix(4)) } == [[4, 0, 3, 0], []])
        try device.hear(USBIPHeader.submit(3, endpoint: 1, length: 64))
        device.send(report)
        // Vector A9.1 but for its first byte of status.
        #expect(
            Array(device.answer()[0].data.prefix(19))
                == [0x12, 0, 3, 0] + Array("9001475067933".utf8) + [0x16, 0])
    }

    @Test func `A SureSwipe answers the manual's example of a command`() throws {
        // MagTek 99875191 (vector A2.1).
        var device = VirtualUSBDevice(.magtekSwipe)
        try device.hear(
            USBIPHeader.submit(
                1, isIn: false, endpoint: 0, length: 24, setup: [0x21, 9, 0, 3, 0, 0, 24, 0]),
            data: [0, 1, 0] + [UInt8](repeating: 0, count: 21))
        _ = device.answer()
        let answer = try #require(try device.ask(0xA1, 1, value: 0x0300, length: 24))
        #expect(answer.data.count == 24)
        #expect(Array(answer.data.prefix(13)) == [0, 11] + Array("21042812D01".utf8))
    }
}
