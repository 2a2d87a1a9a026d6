import Identity
import Testing

@testable import Transport

struct USBRequestTests {
    /// HID 1.11, 7.2: request type, request, report kind and id, interface, length; the id before
    /// the data where it is not 0.
    @Test(
        "A report travels as the HID class says",
        arguments: [
            (HIDCommand.output(id: 0, Bytes("A")), [0x21, 0x09, 0, 2, 1, 0, 1, 0], [0x41]),
            (.output(id: 0xFD, Bytes("A")), [0x21, 0x09, 0xFD, 2, 1, 0, 2, 0], [0xFD, 0x41]),
            (.feature(id: 0, Bytes("AB")), [0x21, 0x09, 0, 3, 1, 0, 2, 0], [0x41, 0x42]),
        ] as [(HIDCommand, [UInt8], [UInt8])])
    func reports(command: HIDCommand, setup: [UInt8], data: [UInt8]) {
        let request = USBRequest.setReport(command, interface: 1)
        #expect(request.setup == setup)
        #expect(request.data == data)
        #expect(8 + request.data.count <= USBCommandQueue.longest)
    }

    @Test("A keyboard is told not to repeat itself")
    func idle() {
        #expect(USBRequest.setIdle(interface: 2).setup == [0x21, 0x0A, 0, 0, 2, 0, 0, 0])
    }
}
