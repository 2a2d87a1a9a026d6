import CLinux
import Glibc
import Identity

/// A device's node under /dev/bus/usb, open. Its calls wait, so they are made off the loop.
struct USBNode: ~Copyable {
    let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens the node, or says why that is not allowed.
    init(of device: USBDevice) throws(USBError) {
        do throws(SystemError) {
            descriptor = try .open(device.node, O_RDWR)
        } catch {
            switch error.code {
            case ENOENT, ENODEV, ENXIO: throw .vanished(what: device.title)
            case EACCES, EPERM: throw .denied(node: device.node, model: device.model)
            default: throw .system(error)
            }
        }
    }

    /// Asks a HID interface without driver for its report descriptor (HID 1.11, 7.1.1), for 1 s.
    /// - Parameter node: Its path.
    func reportDescriptor(
        of interface: USBDescriptors.Interface, at node: String
    ) throws(USBError) -> [UInt8] {
        let operation = "say what its reports are"
        guard linux_usb_claim(descriptor.number, UInt32(interface.number)) == 0 else {
            // Taken since the kernel was asked who has it.
            throw errno == EBUSY ? .held(node) : .system(.last("claim", "an interface"))
        }
        var bytes = [UInt8](repeating: 0, count: interface.reportDescriptorLength)
        let room = UInt16(truncatingIfNeeded: bytes.count)
        // Standard GET_DESCRIPTOR to the interface; 0x22 is the report descriptor.
        let count = unsafe linux_usb_control(
            descriptor.number, 0x81, 0x06, 0x2200, UInt16(interface.number), room, 1000, &bytes)
        guard count >= 0 else {
            switch errno {
            case ETIMEDOUT: throw .timedOut(operation: operation)
            case EPIPE: throw .stalled(operation: operation)
            case ENODEV: throw .vanished(what: "the device")
            default: throw .broken(operation: operation)
            }
        }
        return Array(bytes.prefix(Int(count)))
    }

    /// Gives an interface that nobody has to the kernel's own driver.
    func bindDriver(to interface: UInt8) {
        _ = linux_usb_bind_driver(descriptor.number, Int32(interface))
    }
}
