import Transport

/// The names of USB readers that settings do not name: the driver's, then what tells this one from
/// its twin for good.
enum USBName {
    /// Names stand in events and are no longer than this, in bytes.
    static let limit = 32

    /// `magtek-swipe-B00F5D1` by serial number, `hid-scanner-1-1.2` by port where that says
    /// nothing.
    /// - Parameter interface: The interface where the device has several of this driver.
    static func name(
        driver: String, of device: USBDevice, isSerialUnique: Bool, interface: UInt8? = nil
    ) -> String {
        let mark = isSerialUnique ? mark(device.serialNumber) : nil
        return join(
            driver, mark ?? device.plug.portPath, interface.map { "-if\($0)" } ?? "")
    }

    /// The name by serial number, which two devices may share; nil where the number says nothing.
    static func serialName(driver: String, of device: USBDevice) -> String? {
        mark(device.serialNumber).map { join(driver, $0, "") }
    }

    /// What tells the device from another of its model, for people.
    /// - Parameter interface: As above.
    static func identity(of device: USBDevice, interface: UInt8? = nil) -> String {
        let serial = mark(device.serialNumber).map { ", serial number \($0)" } ?? ""
        let place =
            "USB port \(device.plug.portPath)" + (interface.map { ", interface \($0)" } ?? "")
        return "\(device.title) (\(device.model)) at \(place)\(serial)"
    }

    /// A serial number as part of a name; nil where it says nothing: many makers write the same one
    /// into every device.
    static func mark(_ serial: String?) -> String? {
        guard let serial else { return nil }
        let mark = String(
            serial.unicodeScalars.filter {
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
                        || "-._".unicodeScalars.contains($0))
            }.map(Character.init))
        guard mark.count >= 3, Set(mark).count > 1 else { return nil }
        let usual = ["0123456789", "123456789", "1234567890", "12345678", "123456", "00000001"]
        let isCounter = mark.drop { $0 == "0" }.count <= 1
        return usual.contains(mark) || isCounter ? nil : mark
    }

    private static func join(_ driver: String, _ mark: String, _ end: String) -> String {
        let room = max(4, limit - driver.utf8.count - 1 - end.utf8.count)
        // The end differs most between devices of a series.
        return "\(driver)-\(mark.suffix(room))\(end)"
    }
}
