public import Decoding
import Identity

/// Which USB interfaces a driver takes without being told.
public enum USBMatch: Sendable, Hashable {
    /// A HID interface with a top-level collection of this usage; of this maker only, where one is
    /// named.
    case usage(HIDUsage, vendor: UInt16? = nil)
    /// A HID interface with any top-level collection of this page.
    case page(UInt16)
    /// Every HID interface of a model but its keyboards and pointers.
    case model(vendor: UInt16, product: UInt16)
    /// The keyboard of a model, or of a maker who makes readers and no keyboards; where the id is
    /// shared with other devices, only one whose product name holds `name`.
    case keyboard(vendor: UInt16, product: UInt16? = nil, name: String? = nil)
    /// The serial port of a model, or of a maker who makes readers and no adapters.
    case serialPort(vendor: UInt16, product: UInt16? = nil)
    /// A smart-card reader's interface: of USB's class for them, or of its maker's with that
    /// class's descriptor.
    case smartCard

    /// Whether an interface is one of those. `descriptor` is its report descriptor, read; nil where
    /// it has none.
    func matches(_ interface: USBInterface, _ descriptor: ReportDescriptor?) -> Bool {
        switch self {
        case .usage(let usage, let vendor):
            return (vendor == nil || vendor == interface.vendorID)
                && descriptor?.topLevelUsages.contains(usage) == true
        case .page(let page):
            return descriptor?.topLevelUsages.contains { $0.page == page } == true
        case .model(let vendor, let product):
            return interface.isModel(vendor, product) && interface.interfaceClass == .hid
                && descriptor?.isKeyboard == false && descriptor?.isPointer == false
        case .keyboard(let vendor, let product, let name):
            return interface.isModel(vendor, product) && descriptor?.isKeyboard == true
                && (name.map { interface.product?.contains($0) == true } ?? true)
        case .serialPort(let vendor, let product):
            return interface.isModel(vendor, product) && interface.isSerialPort
        case .smartCard: return interface.isSmartCardReader
        }
    }
}

extension USBInterface {
    func isModel(_ vendor: UInt16, _ product: UInt16?) -> Bool {
        vendorID == vendor && (product == nil || product == productID)
    }

    /// Whether it is a smart-card reader that speaks CCID.
    var isSmartCardReader: Bool {
        interfaceClass == .smartCard
            || interfaceClass == .vendorSpecific && !classDescriptor.isEmpty
    }

    /// Whether the kernel makes a serial port of it: an abstract control model (CDC 1.2), or a
    /// known adapter chip.
    var isSerialPort: Bool {
        if interfaceClass == .communications, interfaceSubclass == 0x02 { return true }
        return interfaceClass == .vendorSpecific && SerialChip(of: self) != nil
    }
}

extension ReportDescriptor {
    /// Whether a top-level collection is a keyboard or keypad that sends key codes.
    var isKeyboard: Bool {
        topLevelUsages.contains(.keyboard) || topLevelUsages.contains(.keypad)
    }

    /// Whether a top-level collection is a mouse or pointer.
    var isPointer: Bool {
        topLevelUsages.contains(.mouse) || topLevelUsages.contains(.pointer)
    }
}

extension HIDUsage {
    static let pointer = HIDUsage(page: HIDPage.genericDesktop, id: 0x01)
    static let mouse = HIDUsage(page: HIDPage.genericDesktop, id: 0x02)
    static let keyboard = HIDUsage(page: HIDPage.genericDesktop, id: 0x06)
    static let keypad = HIDUsage(page: HIDPage.genericDesktop, id: 0x07)
}
