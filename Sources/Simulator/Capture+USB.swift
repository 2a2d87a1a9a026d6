import Identity

extension USBInterface {
    /// The lines of a capture that tell the interface.
    var captureLines: [String] {
        var line = "= usb \(model)"
        if deviceRelease != 0 { line += " release \(deviceRelease)" }
        if number != 0 { line += " interface \(number)" }
        if interfaceSubclass != 0 || interfaceProtocol != 0 {
            line += " subclass \(interfaceSubclass) protocol \(interfaceProtocol)"
        }
        if interfaceClass != .hid { line += " class \(interfaceClass.rawValue)" }
        for endpoint in endpoints where endpoint.kind == .interrupt || endpoint.kind == .bulk {
            let word = endpoint.kind == .bulk ? "bulk-" : ""
            line += " \(word)\(endpoint.isIn ? "in" : "out") \(endpoint.maxPacketSize)"
        }
        var lines = [line]
        var rest = (reportDescriptor + classDescriptor)[...]
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
            case "release": deviceRelease = value
            case "class": interfaceClass = USBClass(rawValue: byte)
            case "in": add(.interrupt, 0x80, Int(value))
            case "out": add(.interrupt, 0x00, Int(value))
            case "bulk-in": add(.bulk, 0x80, Int(value))
            case "bulk-out": add(.bulk, 0x00, Int(value))
            default: throw .badOption("usb")
            }
        }
    }

    private mutating func add(_ kind: USBEndpoint.Kind, _ direction: UInt8, _ size: Int) {
        let place = UInt8(clamping: endpoints.count + 1)
        endpoints.append(
            USBEndpoint(
                address: direction | place, kind: kind, maxPacketSize: size, interval: 10))
    }
}
