import Identity

/// A control request of a class to an interface, from the host (HID 1.11, 7.2; CCID 1.10, 5.3).
struct USBRequest: Equatable {
    /// `bmRequestType` 0x21: class, interface, to the device.
    private static let requestType: UInt8 = 0x21

    var request: UInt8
    var value: UInt16
    var interface: UInt8
    var data: [UInt8] = []

    /// Tells a keyboard not to repeat what has not changed (7.2.4).
    static func setIdle(interface: UInt8) -> USBRequest {
        USBRequest(request: 0x0A, value: 0, interface: interface)
    }

    /// A report by SET_REPORT (7.2.2); the data begins with the report's id where it has one.
    static func setReport(_ command: HIDCommand, interface: UInt8) -> USBRequest {
        let kind: UInt16 =
            switch command {
            case .output: 2
            case .feature: 3
            }
        return USBRequest(
            request: 0x09, value: kind << 8 | UInt16(command.id), interface: interface,
            data: command.bytesOnTheWire)
    }

    static func control(_ request: USBControl, interface: UInt8) -> USBRequest {
        USBRequest(request: request.request, value: request.value, interface: interface)
    }

    /// The eight bytes of the setup stage (USB 2.0, 9.3).
    var setup: [UInt8] {
        [
            Self.requestType, request, UInt8(truncatingIfNeeded: value),
            UInt8(truncatingIfNeeded: value >> 8), interface, 0,
            UInt8(truncatingIfNeeded: data.count), UInt8(truncatingIfNeeded: data.count >> 8),
        ]
    }
}
