import Identity

extension USBInterface {
    /// The lines of a capture that tell the interface.
    var captureLines: [String] {
        var line = "= usb \(model)"
        if number != 0 { line += " interface \(number)" }
        if interfaceSubclass != 0 || interfaceProtocol != 0 {
            line += " subclass \(interfaceSubclass) protocol \(interfaceProtocol)"
        }
        for endpoint in endpoints where endpoint.kind == .interrupt {
            line += " \(endpoint.isIn ? "in" : "out") \(endpoint.maxPacketSize)"
        }
        var lines = [line]
        var rest = reportDescriptor[...]
        while !rest.isEmpty {
            lines.append("= descriptor \(rest.prefix(24).hex)")
            rest = rest.dropFirst(24)
        }
        return lines
    }

    /// The interface that a capture's `= usb` line tells: `0801:0002`, then pairs of a word and a
    /// number.
    init(
        captured words: ArraySlice<Substring>, after earlier: USBInterface?
    ) throws(CaptureError.Problem) {
        guard earlier == nil, let model = words.first?.split(separator: ":"), model.count == 2,
            let vendor = UInt16(model[0], radix: 16), let product = UInt16(model[1], radix: 16),
            model[0].count == 4, model[1].count == 4, words.count % 2 == 1
        else { throw .badOption("usb") }
        self.init(vendorID: vendor, productID: product)
        var rest = words.dropFirst()
        while let key = rest.popFirst(), let word = rest.popFirst() {
            guard let value = UInt16(word) else { throw .badOption("usb") }
            let byte = UInt8(clamping: value)
            switch key {
            case "interface": number = byte
            case "subclass": interfaceSubclass = byte
            case "protocol": interfaceProtocol = byte
            case "in": addInterrupt(0x80, Int(value))
            case "out": addInterrupt(0x00, Int(value))
            default: throw .badOption("usb")
            }
        }
    }

    private mutating func addInterrupt(_ direction: UInt8, _ size: Int) {
        let place = UInt8(clamping: endpoints.count + 1)
        endpoints.append(
            USBEndpoint(
                address: direction | place, kind: .interrupt, maxPacketSize: size, interval: 10))
    }
}
