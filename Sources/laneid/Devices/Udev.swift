import Configuration
import Drivers
import Gateway

extension Command {
    static let udev = Command(
        name: "udev",
        summary: "print the udev rules that let LaneID have its readers",
        details: """
            `make install` installs the same rules. A reader whose maker is in no driver's list, and an adapter that \
            settings name, are let in by their model, as `laneid devices` and lsusb show it. After a change of the \
            rules: udevadm control --reload && udevadm trigger, both as root.

            A reader gets links that stay the same: /dev/laneid/usb-PORT, /dev/laneid/tty-PATH, and with its model \
            and serial number where it has one.
            """,
        positionals: [
            Positional(
                name: "MODEL", summary: "a model to let in besides: VENDOR:PRODUCT, 08ff:0009",
                isOptional: true, repeats: true)
        ],
        options: [
            Option("--cards", "the second file instead: smart-card readers"),
            Option("--table", "print the table of docs/devices.md instead"),
        ],
        examples: [
            "laneid udev 0403:6001 | sudo tee /etc/udev/rules.d/70-laneid.rules",
            "laneid udev --cards | sudo tee /etc/udev/rules.d/93-laneid-cards.rules",
            "laneid udev --table",
        ]
    ) { arguments, console in
        let models = arguments.positionals
        if arguments.has("--table") || arguments.has("--cards") {
            if let model = models.first { throw UsageError.unexpected(argument: model) }
            try console.write(
                arguments.has("--table") ? DeviceTable.markdown : UdevRules.cardReaders)
        } else {
            try console.write(UdevRules.text(adding: try models.map(model)))
        }
        return .done
    }

    private static func model(
        _ text: String
    ) throws(UsageError) -> (vendor: UInt16, product: UInt16) {
        guard case .model(let vendor, let product)? = USBSelector(model: text) else {
            throw .badValue(
                of: "MODEL", value: text, why: "it has four hexadecimal digits, a colon, four more")
        }
        return (vendor, product)
    }
}
