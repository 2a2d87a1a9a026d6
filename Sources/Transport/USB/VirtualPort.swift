import CLinux
import Glibc
import Identity

/// How fast a virtual device says it is; the raw value is the kernel's.
public enum USBSpeed: UInt32, Sendable {
    case low = 1
    case full = 2
    case high = 3
}

/// A port of the kernel's virtual host controller (`vhci-hcd`) with a device in it that this
/// process plays: what the kernel wants of the device comes out of `descriptor`, and the device's
/// answers go in, in the words of USB/IP.
///
/// One owner. Letting go of it, and the end of the process, pull the plug.
public final class VirtualPort: Sendable {
    /// Where `vhci-hcd` shows itself.
    public static let controller = "/sys/devices/platform/vhci_hcd.0"

    /// The device's side. It never blocks, and ends when the kernel has taken the device away.
    public let descriptor: FileDescriptor
    /// The port's number at the controller.
    public let number: Int

    /// Whether this machine has the controller.
    public static var isAvailable: Bool { Folder.exists(controller) }

    /// Plugs a device in at the first free port; the kernel asks for its descriptors at once.
    public init(speed: USBSpeed = .full) throws(VirtualPortError) {
        guard Self.isAvailable else { throw .noController }
        var numbers: (Int32, Int32) = (-1, -1)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let result = unsafe withUnsafeMutableBytes(of: &numbers) {
            unsafe socketpair(AF_UNIX, kind, 0, $0.assumingMemoryBound(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .system(.last("create", "a socket pair")) }
        descriptor = FileDescriptor(owning: numbers.0)
        // The kernel keeps its end open by itself.
        number = try Self.attach(FileDescriptor(owning: numbers.1), speed: speed)
    }

    /// Pulls the plug: the kernel removes the device and ends what waits for it. Once only.
    public func unplug() {
        _ = shutdown(descriptor.number, Int32(SHUT_RDWR))
    }

    /// Gives the kernel what it takes of `bytes` and says how many; nil when it takes nothing now.
    /// Never raises SIGPIPE.
    public func write(_ bytes: borrowing Span<UInt8>) throws(SystemError) -> Int? {
        while true {
            let count = unsafe bytes.withUnsafeBufferPointer {
                unsafe send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            guard errno == EINTR else { throw .last("write to", "a virtual USB port") }
        }
    }

    /// The kernel's name of the device, `2-1`; nil as long as it has not taken it.
    public var name: String? {
        // Not from the controller's table, which may lose the name when one plug follows another
        // quickly. The first of the controller's two buses is the one up to high speed; its ports
        // count from 1.
        let buses = (Folder.names(Self.controller) ?? []).compactMap { name in
            name.hasPrefix("usb") ? Int(name.dropFirst(3)) : nil
        }
        guard let bus = buses.min() else { return nil }
        let name = "\(bus)-\(number + 1)"
        return Folder.exists("\(Self.controller)/usb\(bus)/\(name)") ? name : nil
    }

    /// Gives the kernel its end at a free port, and returns the port's number.
    private static func attach(
        _ end: borrowing FileDescriptor, speed: USBSpeed
    ) throws(VirtualPortError) -> Int {
        for row in rows() where row.isFree {
            // Port, socket, device id (any but 0), speed: vhci_sysfs.c, attach_store.
            let line = "\(row.number) \(end.number) \(0x10000 + row.number + 1) \(speed.rawValue)"
            do throws(SystemError) {
                try write(line, to: "\(controller)/attach")
                return row.number
            } catch {
                switch error.code {
                // Somebody else has just taken it.
                case EBUSY: continue
                case EACCES, EPERM: throw .denied
                default: throw .system(error)
                }
            }
        }
        throw .noFreePort
    }

    private struct Row {
        var number: Int
        var isFree: Bool
    }

    /// The ports for devices up to high speed: `hs 0003 004 000 00000000 000000 0-0` in the
    /// controller's table.
    private static func rows() -> [Row] {
        let table = TextFile.read("\(controller)/status") ?? ""
        return table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, words[0] == "hs", let number = Int(words[1]) else { return nil }
            // VDEV_ST_NULL of usbip_common.h.
            return Row(number: number, isFree: words[2] == "004")
        }
    }

    private static func write(_ text: String, to path: String) throws(SystemError) {
        let file = try FileDescriptor.open(path, O_WRONLY)
        do throws(SystemError) {
            _ = try file.write(Array(text.utf8))
        } catch {
            throw error.about(path)
        }
    }
}

/// Why no virtual device can be plugged in.
public enum VirtualPortError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kernel's module is not loaded.
    case noController
    /// Only root may.
    case denied
    /// All ports have a device.
    case noFreePort
    case system(SystemError)

    public var description: String {
        switch self {
        case .noController:
            """
            this machine has no virtual USB controller: as root, type modprobe vhci-hcd (a container \
            has the modules of its host)
            """
        case .denied: "this user may not plug virtual USB devices in: do it as root"
        case .noFreePort: "all ports of the virtual USB controller are in use: unplug a device"
        case .system(let error): error.description
        }
    }
}
