import Decoding
import Identity

extension USBClass {
    /// What such an interface is, in plain words.
    var name: String {
        switch self {
        case .audio: "an audio device"
        case .communications, .communicationsData: "a network or modem interface"
        case .hid: "a HID device"
        case .printer: "a printer"
        case .massStorage: "a disk"
        case .hub: "a hub"
        case .smartCard: "a smart-card reader"
        case .video: "a camera"
        case .vendorSpecific: "a device of its maker's own kind"
        default: "a device of USB class \(rawValue.hexadecimal)"
        }
    }
}

extension HIDUsage {
    /// What such a collection is, in plain words.
    var name: String {
        switch (page, id) {
        case (HIDPage.genericDesktop, 0x01), (HIDPage.genericDesktop, 0x02): "mouse or pointer"
        case (HIDPage.genericDesktop, 0x04), (HIDPage.genericDesktop, 0x05): "game controller"
        case (HIDPage.genericDesktop, 0x06), (HIDPage.genericDesktop, 0x07): "keyboard"
        case (HIDPage.genericDesktop, 0x80): "power button"
        case (0x0C, _): "media control"
        case (0x0D, _): "touch screen or tablet"
        case (HIDPage.barcodeScanner, _): "bar code scanner"
        case (HIDPage.scale, _): "scale"
        case (HIDPage.magneticStripe, _): "magnetic stripe reader"
        case (0xF1D0, _): "security key"
        default: "HID device with usage \(self)"
        }
    }
}
