import Identity

extension USBModel {
    /// The device that a capture was recorded from: with the capture's own descriptor where it has
    /// one, otherwise the model that this driver reads. Nil for a capture of a serial line.
    public init?(of capture: Capture) {
        let known = capture.driver.flatMap { name in
            Self.named(name) ?? Self.catalogue.first { $0.driver == name }
        }
        guard let recorded = capture.interface else {
            guard let known, known.interfaces[0].kind == .hid else { return nil }
            self = known
            return
        }
        let input = recorded.interruptIn?.maxPacketSize ?? 64
        var endpoints = [
            USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: input, interval: 10)
        ]
        if let output = recorded.interruptOut {
            endpoints.append(
                USBEndpoint(
                    address: 0x01, kind: .interrupt, maxPacketSize: output.maxPacketSize,
                    interval: 10))
        }
        let descriptor =
            recorded.reportDescriptor.isEmpty
            ? known?.interfaces[0].reportDescriptor ?? [] : recorded.reportDescriptor
        self.init(
            name: capture.driver ?? "capture", summary: "a recorded device",
            driver: capture.driver ?? "", vendorID: recorded.vendorID,
            productID: recorded.productID, manufacturer: "Virtual", product: "Recorded Reader",
            interfaces: [
                Interface(
                    kind: .hid, subclass: recorded.interfaceSubclass,
                    protocolNumber: recorded.interfaceProtocol, endpoints: endpoints,
                    reportDescriptor: descriptor)
            ],
            habits: known?.driver == "ibm-scanner" ? NoHabits() : known?.habits ?? NoHabits(),
            typed: { line throws(TypingError) in
                guard line.hasPrefix("hex:") else {
                    throw .unknownDriver(capture.driver ?? "this reader")
                }
                return [try Typing.hex(line.dropFirst(4))]
            })
    }
}
