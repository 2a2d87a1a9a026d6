import Identity

/// The udev rules that let LaneID have its readers: made from the catalogue, never by hand.
///
/// A reader's node belongs to the group `laneid` and to whoever sits at the screen; ModemManager,
/// which sends commands to every new serial port, is told to leave it alone; and it has a link
/// under `/dev/laneid` that stays the same.
public enum UdevRules {
    /// The whole file, as `udev/70-laneid.rules` has it.
    ///
    /// Which usage pages a device has the rules cannot ask: a reader of a maker who is not in the
    /// catalogue needs a rule of its own.
    /// - Parameter models: More devices to let in, by vendor and product.
    public static func text(adding models: [(vendor: UInt16, product: UInt16)] = []) -> String {
        var lines = [
            "# LaneID's readers. Made by `laneid udev` from the catalogue of devices: change nothing here.",
            "# It must come after 60-serial.rules, which finds out serial numbers, and before 73-seat-late.rules, which",
            "# gives the node to the seat.",
            "",
            "ACTION==\"remove\", GOTO=\"laneid_end\"",
            "SUBSYSTEM==\"tty\", SUBSYSTEMS==\"usb\", GOTO=\"laneid_tty\"",
            "SUBSYSTEM!=\"usb\", GOTO=\"laneid_end\"",
            "ENV{DEVTYPE}!=\"usb_device\", GOTO=\"laneid_end\"",
            "",
            "# Readers on the bus.",
        ]
        lines += devices(adding: models).map { device in
            device.match("ATTR") + "ENV{ID_LANEID}=\"1\""
        }
        lines += [
            "ENV{ID_LANEID}!=\"1\", GOTO=\"laneid_end\"",
            "MODE=\"0660\", GROUP=\"laneid\", TAG+=\"uaccess\", ENV{ID_MM_DEVICE_IGNORE}=\"1\"",
            "SYMLINK+=\"laneid/usb-%k\"",
            "ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"laneid/usb-$attr{idVendor}-$attr{idProduct}-$env{ID_SERIAL_SHORT}\"",
            "GOTO=\"laneid_end\"",
            "",
            "# Readers at the serial port that the kernel makes of them.",
            "LABEL=\"laneid_tty\"",
        ]
        lines += ports(adding: models).map { device in
            device.match("ATTRS") + "ENV{ID_LANEID}=\"1\""
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

    /// What the catalogue takes by vendor or model, makers first; no model whose maker is there.
    private static func devices(
        adding models: [(vendor: UInt16, product: UInt16)]
    ) -> [RuleDevice] {
        let all =
            Driver.catalogue.flatMap(\.matches).compactMap(\.device)
            + models.map { RuleDevice(vendor: $0.vendor, product: $0.product) }
        let makers = Set(all.filter { $0.product == nil }.map(\.vendor))
        return sorted(all.filter { $0.product == nil || !makers.contains($0.vendor) })
    }

    /// The serial ports that the catalogue takes, and those of the added models.
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

    func match(_ attribute: String) -> String {
        "\(attribute){idVendor}==\"\(vendor.hexadecimal)\", "
            + (product.map { "\(attribute){idProduct}==\"\($0.hexadecimal)\", " } ?? "")
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
