import Glibc

extension USBDevice {
    /// What would keep this process from using an interface, without opening anything: no
    /// permission, another program, or a driver of the kernel that serves something else. Nil when
    /// nothing would.
    public func obstacle(to interface: UInt8) -> USBError? {
        do throws(USBError) {
            if let driver = drivers[interface] { try OpenUSBInterface.check(driver, self) }
        } catch {
            return error
        }
        guard unsafe access(node, R_OK | W_OK) == 0 else {
            switch errno {
            case EACCES, EPERM: return .denied(node: node, model: model)
            case ENOENT, ENODEV: return .vanished(what: title)
            default: return .system(.last("look at", node))
            }
        }
        return nil
    }

    /// What is plugged in now, each device with what the kernel knows of it. It waits for devices
    /// that the kernel is still greeting.
    public static func all() -> [USBDevice] {
        let tree = USBTree.system
        return tree.plugs().compactMap { tree.survey($0) }
    }
}
