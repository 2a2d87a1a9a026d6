import Identity

@testable import Simulator
@testable import Transport

extension FuzzTarget {
    /// What a device says of itself, and what a host says to a virtual one. Byte 0: the model.
    static let usb = FuzzTarget(
        name: "usb",
        seeds: {
            USBModel.catalogue.indices.map { [UInt8($0)] + greeting }
                + [[0, 18, 1, 0, 2, 0, 0, 0, 8, 1, 8, 2, 0, 0, 1, 1, 2, 0, 1] + configuration]
        },
        run: { bytes in
            var input = Input(bytes)
            let model = USBModel.catalogue[Int(input.byte()) % USBModel.catalogue.count]
            let data = input.all()
            if let descriptors = USBDescriptors(data) {
                for interface in descriptors.configurations.values.joined() {
                    hold(interface.reportDescriptorLength <= 65_535, "too long a descriptor")
                }
            }
            var device = VirtualUSBDevice(model)
            device.send([UInt8](repeating: 0x41, count: 70))
            var rest = data[...]
            while let header = USBIPHeader(rest) {
                rest = rest.dropFirst(USBIPHeader.size)
                var sent: [UInt8] = []
                if case .submit(let submit) = header.command, !submit.isIn {
                    guard rest.count >= submit.length else { return }
                    sent = Array(rest.prefix(submit.length))
                    rest = rest.dropFirst(submit.length)
                }
                device.take(header, data: sent)
                hold(device.takeAnswers().count <= 2 << 20, "an answer longer than asked for")
                _ = device.takeReceived()
            }
        })

    /// A host's first questions: the device's and the first configuration's descriptor, then the
    /// configuration chosen.
    private static var greeting: [UInt8] {
        question(1, [0x80, 6, 0, 1, 0, 0, 18, 0], room: 18)
            + question(2, [0x80, 6, 0, 2, 0, 0, 255, 0], room: 255)
            + question(3, [0x81, 6, 0, 0x22, 0, 0, 255, 3], room: 1023)
            + question(4, [0, 9, 1, 0, 0, 0, 0, 0], room: 0, isIn: false)
            + question(5, [0, 0, 0, 0, 0, 0, 0, 0], room: 64, endpoint: 1)
    }

    private static func question(
        _ sequence: UInt8, _ setup: [UInt8], room: UInt16, isIn: Bool = true, endpoint: UInt8 = 0
    ) -> [UInt8] {
        func number(_ value: UInt8) -> [UInt8] { [0, 0, 0, value] }
        return number(1) + number(sequence) + number(1) + number(isIn ? 1 : 0) + number(endpoint)
            + number(0) + [0, 0, UInt8(room >> 8), UInt8(truncatingIfNeeded: room)]
            + [UInt8](repeating: 0, count: 12) + setup
    }

    /// A configuration with one HID interface and one endpoint.
    private static let configuration: [UInt8] = [
        9, 2, 34, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 1, 3, 0, 0, 0, 9, 0x21, 0x11, 1, 0, 1, 0x22, 64,
        0, 7, 5, 0x81, 3, 8, 0, 10,
    ]
}
