import CLibUSB
import Glibc

/// Why a USB device cannot be used. The first four are the answers to "why does my reader not
/// work".
public enum USBError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing that fits is plugged in; `what` says what was looked for.
    case absent(what: String)
    /// This process may not open the node; `model` is what a udev rule would name.
    case denied(node: String, model: String)
    /// Another program has claimed the interface.
    case held(node: String, by: PortHolder, suspects: [RunningProcess])
    /// A driver of the kernel has the interface, and taking it would end what it serves.
    case ownedByKernel(driver: String)
    /// The kernel's HID driver has the interface, and could make nothing of its report descriptor.
    case unreadableReports
    /// It was unplugged while in use.
    case vanished(what: String)
    /// The device refused what was asked, again and again.
    case stalled(operation: String)
    /// The device did not answer in time.
    case timedOut(operation: String)
    /// Transfers fail on the wire: a bad cable, hub or device.
    case broken(operation: String)
    /// More came than the report descriptor allows.
    case tooMuch(limit: Int)
    /// The interface has no endpoint on which reports would come.
    case noEndpoint
    /// The commands that wait for the device are too many; this one was dropped whole.
    case outputFull
    case system(SystemError)
    /// Something libusb could not do, in its own words.
    case library(operation: String, words: String)

    public var description: String {
        switch self {
        case .absent(let what):
            "no USB device \(what) is plugged in: plug the reader in, or correct the settings"
        case .denied(let node, let model):
            """
            this user may not open \(node): install the rules of LaneID, or type: \
            \(Self.ruleCommand(model: model))
            """
        case .held(let node, let holder, let suspects):
            "\(node) is in use by \(holder)\(Self.naming(suspects)): \(Self.cure(holder, suspects))"
        case .ownedByKernel(let driver):
            """
            the kernel's driver \(driver) has it, and LaneID does not take it away from there: \
            \(Self.cure(for: driver))
            """
        case .unreadableReports:
            "its report descriptor says nothing that the kernel understands: the device is faulty, or in a wrong mode"
        case .vanished(let what):
            "\(what) is gone: it was unplugged"
        case .stalled(let operation):
            "the device refuses to \(operation): unplug it and plug it in again"
        case .timedOut(let operation):
            "the device did not \(operation) in time: unplug it and plug it in again"
        case .broken(let operation):
            "cannot \(operation): transfers fail on the wire; try another cable, port or hub"
        case .tooMuch(let limit):
            "the device sent more than the \(limit) bytes that its descriptor allows"
        case .noEndpoint:
            "the interface has no endpoint on which a reader would send"
        case .outputFull:
            "the device takes no data: a command to it was dropped"
        case .system(let error):
            error.description
        case .library(let operation, let words):
            "cannot \(operation): \(words)"
        }
    }

    /// The command that gives the group `laneid` the device, now and after every plug.
    static func ruleCommand(model: String) -> String {
        let parts = model.split(separator: ":")
        let rule = """
            SUBSYSTEM=="usb", ATTR{idVendor}=="\(parts.first ?? "")", \
            ATTR{idProduct}=="\(parts.last ?? "")", MODE="0660", GROUP="laneid", TAG+="uaccess"
            """
        return """
            echo '\(rule)' | sudo tee /etc/udev/rules.d/70-laneid-local.rules && \
            sudo udevadm control --reload && sudo udevadm trigger
            """
    }

    private static func cure(for driver: String) -> String {
        switch driver {
        case "cdc_acm", "ftdi_sio", "pl2303", "cp210x", "ch341", "usbserial_generic",
            "symbolserial":
            "name its port (/dev/serial/by-id/…) as the device's path instead"
        default: "it is not a reader to the kernel; if it is one, unload that driver"
        }
    }
}

extension USBError {
    /// How long at most to wait before a device is looked at again that another program has.
    package static let holderPause = Duration.seconds(5)

    /// Whether another program has it.
    package var isHeld: Bool { if case .held = self { true } else { false } }

    /// Whether this may end without anything that is announced. New rights to a node are, and what
    /// a descriptor says stays so until the next plug.
    var passesUnseen: Bool {
        switch self {
        case .held, .ownedByKernel, .timedOut, .stalled, .broken, .system, .library: true
        case .absent, .denied, .unreadableReports, .vanished, .tooMuch, .noEndpoint, .outputFull:
            false
        }
    }

    /// The programs that are known to take readers for themselves, by their process names.
    private static let takers = ["pcscd", "ModemManager", "brltty"]

    /// Who has a node. If the holder cannot be seen, the known takers that run are named.
    static func held(_ node: String) -> USBError {
        let holder = PortHolder(of: node)
        guard holder.processes.isEmpty else { return .held(node: node, by: holder, suspects: []) }
        let suspects = (Folder.names("/proc") ?? []).compactMap { Int32($0) }.sorted()
            .compactMap { RunningProcess(id: $0) }.filter { takers.contains($0.name) }
        return .held(node: node, by: holder, suspects: suspects)
    }

    private static func naming(_ suspects: [RunningProcess]) -> String {
        guard !suspects.isEmpty else { return "" }
        let names = suspects.map(\.description).joined(separator: " and ")
        return " (\(names) may be the one)"
    }

    /// What to do about it, by the names of the programs that are known to take readers.
    private static func cure(_ holder: PortHolder, _ suspects: [RunningProcess]) -> String {
        let names = Set((holder.processes + suspects).map(\.name))
        if names.contains("pcscd") {
            return
                "stop it (systemctl stop pcscd.socket pcscd.service) or let it ignore this reader"
        }
        if names.contains("ModemManager") {
            return "install the rules of LaneID, which tell it to leave readers alone"
        }
        if names.contains(where: { $0.hasPrefix("brltty") }) {
            return "it takes serial chips for braille displays: remove the package brltty"
        }
        return "stop it, or let it ignore this reader"
    }
}

extension USBError {
    /// What a libusb call answered.
    static func of(_ code: Int32, _ operation: String, what: String) -> USBError {
        switch libusb_error(code) {
        case LIBUSB_ERROR_NO_DEVICE, LIBUSB_ERROR_NOT_FOUND: .vanished(what: what)
        case LIBUSB_ERROR_PIPE: .stalled(operation: operation)
        case LIBUSB_ERROR_TIMEOUT: .timedOut(operation: operation)
        case LIBUSB_ERROR_IO: .broken(operation: operation)
        default:
            .library(
                operation: operation,
                words: unsafe String(cString: libusb_error_name(code)))
        }
    }
}
