import Identity

/// What the bytes of a device's descriptors say (USB 2.0, 9.6): the device descriptor, then each
/// configuration with what belongs to it. They come from the device and may be anything: what does
/// not fit is left out, nothing is read past the end, and no more than `limit` descriptors are
/// looked at.
struct USBDescriptors: Equatable {
    struct Interface: Equatable {
        var number: UInt8
        var interfaceClass: USBClass
        var subclass: UInt8
        var interfaceProtocol: UInt8
        var endpoints: [USBEndpoint] = []
        /// A HID interface's report descriptor's length, in bytes; 0 for others (HID 1.11, 6.2.1).
        var reportDescriptorLength = 0
        /// The descriptor of a smart-card reader's class, 54 bytes; empty for others (CCID 1.10,
        /// 5.1).
        var classDescriptor: [UInt8] = []
    }

    /// Where the fields of a descriptor are.
    private enum Kind {
        static let device: UInt8 = 1
        static let configuration: UInt8 = 2
        static let interface: UInt8 = 4
        static let endpoint: UInt8 = 5
        static let hid: UInt8 = 0x21
    }

    private static let deviceLength = 18
    private static let limit = 1024

    var vendorID: UInt16
    var productID: UInt16
    var deviceRelease: UInt16
    var deviceClass: USBClass
    /// The interfaces in their first setting, by the value of their configuration
    /// (`bConfigurationValue`).
    var configurations: [UInt8: [Interface]] = [:]

    /// Nil when not even the device descriptor is there.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.deviceLength, bytes[1] == Kind.device else { return nil }
        vendorID = Self.word(bytes[8...])
        productID = Self.word(bytes[10...])
        deviceRelease = Self.word(bytes[12...])
        deviceClass = USBClass(rawValue: bytes[4])
        var rest = bytes.dropFirst(max(Self.deviceLength, Int(bytes[0])))
        var configuration: UInt8?
        // Whether what follows belongs to the first setting of the last interface.
        var isInInterface = false
        for _ in 0..<Self.limit {
            guard let length = rest.first.map(Int.init), length >= 2, rest.count >= length else {
                return
            }
            let descriptor = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            switch (descriptor[1], length) {
            case (Kind.configuration, 9...):
                configuration = descriptor[5]
                configurations[descriptor[5]] = []
                isInInterface = false
            case (Kind.interface, 9...):
                // Byte 3 is the alternate setting.
                isInInterface = descriptor[3] == 0
                guard isInInterface, let configuration else { continue }
                configurations[configuration]?.append(Interface(descriptor))
            case (Kind.endpoint, 7...), (Kind.hid, 9...):
                guard isInInterface, let configuration, var list = configurations[configuration],
                    let last = list.indices.last
                else { continue }
                list[last].add(descriptor)
                configurations[configuration] = list
            default: continue
            }
        }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        bytes.prefix(2).reversed().reduce(0) { $0 << 8 | UInt16($1) }
    }
}

extension USBDescriptors.Interface {
    /// From an interface descriptor of nine bytes (USB 2.0, 9.6.5).
    fileprivate init(_ bytes: [UInt8]) {
        self.init(
            number: bytes[2], interfaceClass: USBClass(rawValue: bytes[5]), subclass: bytes[6],
            interfaceProtocol: bytes[7])
    }

    /// Takes an endpoint descriptor (USB 2.0, 9.6.6) or a HID descriptor (HID 1.11, 6.2.1).
    fileprivate mutating func add(_ bytes: [UInt8]) {
        if bytes[1] == 0x21, interfaceClass != .hid {
            // Most readers have it before their endpoints, some behind the last.
            if bytes.count == 54, classDescriptor.isEmpty { classDescriptor = bytes }
            return
        }
        guard bytes[1] == 5 else {
            // One or more pairs of type and length; the report descriptor's is the one of type
            // 0x22.
            for place in stride(from: 6, through: bytes.count - 3, by: 3)
            where bytes[place] == 0x22 {
                reportDescriptorLength = Int(bytes[place + 1]) | Int(bytes[place + 2]) << 8
                return
            }
            return
        }
        guard let kind = USBEndpoint.Kind(rawValue: bytes[3] & 3) else { return }
        // Bits 11 and 12 say how often a microframe.
        let size = (Int(bytes[4]) | Int(bytes[5]) << 8) & 0x7FF
        endpoints.append(
            USBEndpoint(address: bytes[2], kind: kind, maxPacketSize: size, interval: bytes[6]))
    }
}
