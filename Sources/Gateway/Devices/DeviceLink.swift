import Identity

/// What is sent to a device.
enum DeviceCommand {
    /// Bytes for a serial line.
    case bytes(Bytes<64>)
    /// A report for a HID device.
    case report(HIDCommand)
}

/// How an attached device is reached: a serial port, or an interface of a USB device. Owned by the device.
protocol DeviceLink: AnyObject {
    /// Opens it, or arranges to be called when that may succeed. Called again when something changed.
    func attach()
    /// Lets go of it, for good.
    func close()
    /// Whether it tells the device, by `wasTold`, when what was sent has been taken.
    var saysWhenSent: Bool { get }
    /// Sends a command; false when the device cannot take it.
    func send(_ command: DeviceCommand) -> Bool
}
