import Identity

/// The control requests of the HID class to an interface (HID 1.11, 7.2).
extension ControlRequest {
    /// `bmRequestType` 0x21: class, interface, to the device.
    private static let toInterface: UInt8 = 0x21

    /// Tells a keyboard not to repeat what has not changed (7.2.4).
    static func setIdle(interface: UInt8) -> ControlRequest {
        ControlRequest(type: toInterface, request: 0x0A, index: UInt16(interface))
    }

    /// A report by SET_REPORT (7.2.2); the data begins with the report's id where it has one.
    static func setReport(_ command: HIDCommand, interface: UInt8) -> ControlRequest {
        let kind: UInt16 =
            switch command {
            case .output: 2
            case .feature: 3
            }
        return ControlRequest(
            type: toInterface, request: 0x09, value: kind << 8 | UInt16(command.id),
            index: UInt16(interface), data: Bytes(command.bytesOnTheWire.span))
    }
}
