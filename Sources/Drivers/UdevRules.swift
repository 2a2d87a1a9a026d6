import Identity

/// The udev rules that let LaneID have its readers: made from the catalogue, never by hand.
///
/// A reader's node belongs to the group `laneid` and to whoever sits at the screen; ModemManager,
/// which sends commands to every new serial port, is told to leave it alone; and it has a link
/// under `/dev/laneid` that stays the same.
public enum UdevRules {
    /// The whole file, as `udev/70-laneid.rules` has it.
    ///
    /// Which usage pages a device has the rules cannot ask. A model that is known is let in as a
    /// model; any other of a maker of readers is let in by its interfaces, which are those of a
    /// reader and not those of a keyboard, a mouse or a hub. A reader of a maker who is not in the
    /// catalogue, and one in keyboard mode that nobody listed, needs a rule of its own.
    /// - Parameter models: More devices to let in, by vendor and product.
    public static func text(adding models: [(vendor: UInt16, product: UInt16)] = []) -> String {
        var lines = [
            "# LaneID's readers. Made by `laneid udev` from the catalogue of devices: change nothing here.",
            "# It must come after 60-serial.rules, which finds out serial numbers, and before 73-seat-late.rules, which",
            "# gives the node to the seat.",
            "",
            "ACTION==\"remove\", GOTO=\"laneid_end\"",
            "SUBSYSTEM==\"tty\", ENV{ID_BUS}==\"usb\", GOTO=\"laneid_tty\"",
            "SUBSYSTEM!=\"usb\", GOTO=\"laneid_end\"",
            "ENV{DEVTYPE}!=\"usb_device\", GOTO=\"laneid_end\"",
            "ATTR{bDeviceClass}==\"09\", GOTO=\"laneid_end\"",
            "",
            "# Readers on the bus, by model.",
        ]
        lines += listed(adding: models).map { device in
            device.match("ATTR{idVendor}", "ATTR{idProduct}") + "ENV{ID_LANEID}=\"1\""
        }
        lines += [
            "",
            "# Other models of makers of readers: what is a reader by its interfaces, and no keyboard or mouse.",
        ]
        lines += sorted(makers).map { device in
            device.match("ATTR{idVendor}", "ATTR{idProduct}")
                + "ENV{ID_USB_INTERFACES}==\"\(Self.reader)\", "
                + "ENV{ID_USB_INTERFACES}!=\"*:0301??:*\", ENV{ID_LANEID}=\"1\""
        }
        lines += [
            "ENV{ID_LANEID}!=\"1\", GOTO=\"laneid_end\"",
            "MODE=\"0660\", GROUP=\"laneid\", TAG+=\"uaccess\", ENV{ID_MM_DEVICE_IGNORE}=\"1\"",
            "SYMLINK+=\"laneid/usb-%k\"",
            "ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"laneid/usb-$attr{idVendor}-$attr{idProduct}-$env{ID_SERIAL_SHORT}\"",
            "GOTO=\"laneid_end\"",
            "",
            "# Readers at the serial port that the kernel makes of them: the port's own device, not the hub before it.",
            "LABEL=\"laneid_tty\"",
        ]
        lines += ports(adding: models).map { device in
            device.match("ENV{ID_VENDOR_ID}", "ENV{ID_MODEL_ID}") + "ENV{ID_LANEID}=\"1\""
        }
        lines += [
            "ENV{ID_LANEID}!=\"1\", GOTO=\"laneid_end\"",
            "MODE=\"0660\", GROUP=\"laneid\", TAG+=\"uaccess\", ENV{ID_MM_PORT_IGNORE}=\"1\"",
            "ENV{ID_PATH_TAG}==\"?*\", SYMLINK+=\"laneid/tty-$env{ID_PATH_TAG}\"",
            "ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"laneid/tty-$env{ID_VENDOR_ID}-$env{ID_MODEL_ID}-$env{ID_SERIAL_SHORT}\"",
            "",
            "LABEL=\"laneid_end\"",
        ]
        return lines.map { $0 + "\n" }.joined()
    }

    /// A HID interface that is no boot keyboard or mouse, or the control of a serial port.
    private static let reader = "*:0300??:*|*:0202??:*"

    /// The models that the catalogue takes, those that are known to work, and the added ones.
    private static func listed(
        adding models: [(vendor: UInt16, product: UInt16)]
    ) -> [RuleDevice] {
        let known = KnownDevice.all.filter { !$0.driver.isEmpty }.compactMap { device in
            device.vendor.map { RuleDevice(vendor: $0, product: device.product) }
        }
        let all =
            Driver.catalogue.flatMap(\.matches).compactMap(\.device) + known
            + models.map { RuleDevice(vendor: $0.vendor, product: $0.product) }
        return sorted(all.filter { $0.product != nil })
    }

    /// The makers of whom the catalogue takes any model that has a reader's usage page.
    private static var makers: [RuleDevice] {
        Driver.catalogue.flatMap(\.matches).compactMap(\.device).filter { $0.product == nil }
    }

    /// The serial ports that the catalogue takes, and those of the added models. What has a serial
    /// port and is of a maker of readers is a reader: a keyboard and a hub have none.
    private static func ports(
        adding models: [(vendor: UInt16, product: UInt16)]
    ) -> [RuleDevice] {
        sorted(
            Driver.catalogue.flatMap(\.matches).compactMap {
                if case .serialPort = $0 { $0.device } else { nil }
            } + models.map { RuleDevice(vendor: $0.vendor, product: $0.product) })
    }

    private static func sorted(_ devices: [RuleDevice]) -> [RuleDevice] {
        Set(devices).sorted {
            ($0.vendor, $0.product ?? 0) < ($1.vendor, $1.product ?? 0)
        }
    }
}

/// A device, or all devices of a maker.
private struct RuleDevice: Hashable {
    let vendor: UInt16
    let product: UInt16?

    /// The pairs that match it, by the keys under which udev has the two numbers.
    func match(_ vendorKey: String, _ productKey: String) -> String {
        "\(vendorKey)==\"\(vendor.hexadecimal)\", "
            + (product.map { "\(productKey)==\"\($0.hexadecimal)\", " } ?? "")
    }
}

extension USBMatch {
    /// The device or maker it is about; nil where it goes by usage alone.
    fileprivate var device: RuleDevice? {
        switch self {
        case .page, .usage(_, nil), .smartCard: nil
        case .usage(_, let vendor?): RuleDevice(vendor: vendor, product: nil)
        case .model(let vendor, let product): RuleDevice(vendor: vendor, product: product)
        case .keyboard(let vendor, let product, _), .serialPort(let vendor, let product):
            RuleDevice(vendor: vendor, product: product)
        }
    }
}
