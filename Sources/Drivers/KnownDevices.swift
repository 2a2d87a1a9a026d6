/// A model, or all models of a maker, of which more is known than its descriptor says.
public struct KnownDevice: Sendable {
    /// How sure it is that a device works.
    public enum Tier: Sendable, Equatable {
        /// A capture under `Fixtures/` holds what such a device sends, taken from a published
        /// recording or from an example in its maker's manual.
        case proven
        /// Its descriptor or its maker's manual says how it works; the captures are made up to
        /// that.
        case byDescriptor
        /// It does not work, and why.
        case knownNot(String)
    }

    /// Nil where it has no USB id of its own, or where its id does not tell.
    public let vendor: UInt16?
    /// Nil for all models of the maker that have no row of their own.
    public let product: UInt16?
    public let name: String
    /// The driver's name; empty where none reads it.
    public let driver: String
    public let tier: Tier

    private init(
        _ vendor: UInt16?, _ product: UInt16?, _ name: String, _ driver: String, _ tier: Tier
    ) {
        self.vendor = vendor
        self.product = product
        self.name = name
        self.driver = driver
        self.tier = tier
    }

    /// Models before the rows of all their maker's models.
    public static let all: [KnownDevice] = proven + byDescriptor + knownNot

    private static let proven = [
        KnownDevice(0x0DB5, nil, "Access-IS LSR118, ATR110, HID POS", "hid-scanner", .proven),
        KnownDevice(0x05F9, 0x1233, "Datalogic hand-held, IBM mode", "ibm-scanner", .proven),
        KnownDevice(
            nil, nil, "Datalogic Magellan 3300HSi, 9800i, RS-232 single cable",
            "magellan-scanner", .proven),
        KnownDevice(
            0x0801, 0x0001, "MagTek SureSwipe and MagneSafe, keyboard mode", "keyboard-reader",
            .proven),
        KnownDevice(0x0801, 0x0011, "MagTek MagneSafe V5, HID", "magnesafe-swipe", .proven),
        KnownDevice(
            0x0ACD, 0x2010, "ID TECH SecureMag (Unitech MS246), HID", "idtech-swipe", .proven),
        KnownDevice(nil, nil, "MSR605, MSR606, serial port", "msr605", .proven),
    ]

    private static let byDescriptor = [
        KnownDevice(0x0C2E, nil, "Honeywell scanner, HID POS", "hid-scanner", .byDescriptor),
        KnownDevice(0x05E0, 0x1300, "Zebra scanner, HID POS", "hid-scanner", .byDescriptor),
        KnownDevice(0x1EAB, 0x1D10, "Newland FM430, HID POS", "hid-scanner", .byDescriptor),
        KnownDevice(0x05F9, 0x1239, "Datalogic, IBM mode", "ibm-scanner", .byDescriptor),
        KnownDevice(0x05F9, 0x122F, "Datalogic, IBM mode", "ibm-scanner", .byDescriptor),
        KnownDevice(0x05F9, 0x120C, "Datalogic, IBM mode", "ibm-scanner", .byDescriptor),
        KnownDevice(0x05F9, 0x120D, "Datalogic, IBM mode", "ibm-scanner", .byDescriptor),
        KnownDevice(
            0x05E0, 0x1200, "Zebra scanner, keyboard mode", "keyboard-reader", .byDescriptor),
        KnownDevice(
            0x08FF, 0x0009, "125 kHz tag reader, keyboard mode", "keyboard-reader", .byDescriptor),
        KnownDevice(
            0xFFFF, 0x0035, "125 kHz tag reader, keyboard mode", "keyboard-reader", .byDescriptor),
        KnownDevice(0x05E0, 0x1701, "Zebra scanner, CDC host", "serial-scanner", .byDescriptor),
        KnownDevice(
            0x05E0, 0x0600, "Zebra scanner, Simple COM port emulation", "serial-scanner",
            .byDescriptor),
        KnownDevice(
            nil, nil, "Zebra (Symbol) scanner, SSI packets, serial port", "ssi-scanner",
            .byDescriptor),
        KnownDevice(
            nil, nil, "DS9097U and other DS2480B adapters with an iButton probe, serial port",
            "ibutton-serial", .byDescriptor),
        KnownDevice(
            nil, nil, "RDM6300, RDM630, ID-12LA, ID-20LA 125 kHz tag readers, serial port",
            "rdm6300", .byDescriptor),
        KnownDevice(
            nil, nil, "Wiegand adapters that send lines of text, serial port", "wiegand-serial",
            .byDescriptor),
        KnownDevice(
            nil, nil, "iButton and tag readers that send the number as a line, serial port",
            "key-wedge", .byDescriptor),
        KnownDevice(
            0x0C27, 0x3BFA, "RF IDeas pcProx, 125 kHz HID Prox", "pcprox", .byDescriptor),
        KnownDevice(
            nil, nil, "UIC MSR110, MSR112, 363B, MSE-630, serial port", "serial-swipe",
            .byDescriptor),
        KnownDevice(0x0801, 0x0002, "MagTek SureSwipe, HID", "magtek-swipe", .byDescriptor),
        KnownDevice(
            0x0801, 0x0003, "MagTek insertion reader, HID", "magtek-swipe", .byDescriptor),
        KnownDevice(0x0ACD, 0x0500, "ID TECH MiniMag, HID", "idtech-swipe", .byDescriptor),
        KnownDevice(
            0x0ACD, 0x0510, "ID TECH MiniMag, HID in MagTek's form", "magtek-swipe",
            .byDescriptor),
        KnownDevice(
            0x0ACD, 0x2030, "ID TECH SecureMag, keyboard mode", "keyboard-reader", .byDescriptor),
    ]

    private static let knownNot = [
        KnownDevice(
            0x05E0, 0x1900, "Zebra scanner, SNAPI", "",
            .knownNot(
                "the protocol is its maker's secret: set it to USB HID POS, CDC host or keyboard")),
        KnownDevice(
            nil, nil, "MSR605X (also 0801:0003)", "",
            .knownNot("it has a HID protocol of its own, which nobody documents")),
        KnownDevice(
            nil, nil, "UIC MSR213U", "",
            .knownNot("it has a HID report of its own: set it to keyboard mode")),
        KnownDevice(
            nil, nil, "Readers of the Japanese front stripe (JIS X 6302 type II)", "",
            .knownNot("its track is passed over")),
    ]
}
