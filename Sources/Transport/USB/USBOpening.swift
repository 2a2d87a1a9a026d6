import CLibUSB
import Glibc
import Identity

/// A device's node with one interface claimed: what opening gives to the connection, and closing
/// takes from it.
///
/// Both wait for the kernel, so both run off the loop.
@safe struct OpenUSBInterface: Sendable {
    /// Owned: the libusb handle, until `close()`.
    let handle: USBContext.Pointer
    /// Owned: the node's descriptor, until `close()`.
    let descriptor: Int32
    let interface: UInt8

    /// Opens the node and claims the interface, the kernel's HID driver put aside. The endpoints
    /// are set back to their first state: a reader whose last owner went in the middle of a report
    /// would else lose the first packet.
    static func open(
        _ device: USBDevice, _ interface: UInt8, endpoints: [UInt8], tree: USBTree,
        context: USBContext.Pointer
    ) -> Result<OpenUSBInterface, USBError> {
        do throws(USBError) {
            if let driver = tree.driver(of: device.plug, interface: interface) {
                try check(driver, device)
            }
            let node = try USBNode(of: device)
            var handle: OpaquePointer?
            let code = unsafe libusb_wrap_sys_device(
                context.value, Int(node.descriptor.number), &handle)
            guard code == 0, let handle = unsafe handle else {
                throw .of(code, "open \(device.node)", what: device.title)
            }
            // Closed by ourselves from here on: libusb does not own what it was given.
            let opened = unsafe OpenUSBInterface(
                handle: USBContext.Pointer(value: handle), descriptor: node.take(),
                interface: interface)
            do throws(USBError) {
                try opened.claim(device, endpoints: endpoints)
            } catch {
                opened.close()
                throw error
            }
            return .success(opened)
        } catch {
            return .failure(error)
        }
    }

    /// Gives the interface back to the kernel's driver, and closes the node.
    func close() {
        _ = unsafe libusb_release_interface(handle.value, Int32(interface))
        unsafe libusb_close(handle.value)
        _ = Glibc.close(descriptor)
    }

    /// Sets an endpoint back on both sides (USB 2.0, 9.4.5); false when the device refuses.
    func clearHalt(endpoint: UInt8) -> Bool {
        unsafe libusb_clear_halt(handle.value, endpoint) == 0
    }

    /// Has the hub set the device back, as if it were plugged in again (USB 2.0, 7.1.7.5).
    func reset() {
        _ = unsafe libusb_reset_device(handle.value)
    }

    private func claim(_ device: USBDevice, endpoints: [UInt8]) throws(USBError) {
        // From here on libusb gives the driver back when the interface is released.
        _ = unsafe libusb_set_auto_detach_kernel_driver(handle.value, 1)
        let code = unsafe libusb_claim_interface(handle.value, Int32(interface))
        guard code != LIBUSB_ERROR_BUSY.rawValue else {
            throw .held(device.node)
        }
        guard code == 0 else {
            throw .of(code, "claim an interface of \(device.node)", what: device.title)
        }
        for endpoint in endpoints {
            let cleared = unsafe libusb_clear_halt(handle.value, endpoint)
            if cleared == LIBUSB_ERROR_NO_DEVICE.rawValue { throw .vanished(what: device.title) }
        }
    }

    /// Only the drivers that turn any HID device into keys or raw reports are put aside, and those
    /// of the readers' own chips, which give a lane nothing.
    static func check(_ driver: String, _ device: USBDevice) throws(USBError) {
        switch driver {
        case "usbhid", "usbkbd", "usbmouse", "pn533_usb", "ds2490": return
        case "usbfs": throw .held(device.node)
        default: throw .ownedByKernel(driver: driver)
        }
    }
}

extension USBNode {
    /// The node's descriptor, whose owner is the caller from now on.
    consuming func take() -> Int32 { descriptor.take() }
}
