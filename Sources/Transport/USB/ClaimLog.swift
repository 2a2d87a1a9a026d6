import FileAccess
import Glibc

/// The USB interfaces that this process has taken, in a file that outlives the process:
///
///     /dev/bus/usb/001/004 0
///
/// The kernel frees the interface of a killed process but binds no driver to it: a counter keyboard
/// stays deaf until it is pulled. So `laneidd --release-interfaces`, which systemd runs after each
/// end of the daemon, reads the file and binds the drivers; the daemon does so too when it starts.
public struct ClaimLog {
    private let path: String
    private(set) var lines: [String] = []

    /// Begins empty.
    /// - Parameter path: The file. It is there only while an interface is taken.
    public init(path: String) {
        self.path = path
        write()
    }

    mutating func add(node: String, interface: UInt8) {
        lines.append("\(node) \(interface)\n")
        write()
    }

    mutating func remove(node: String, interface: UInt8) {
        guard let index = lines.firstIndex(of: "\(node) \(interface)\n") else { return }
        lines.remove(at: index)
        write()
    }

    /// Whether another interface of the device is taken too.
    func holdsOthers(ofNode node: String, than interface: UInt8) -> Bool {
        lines.contains { $0.hasPrefix("\(node) ") && $0 != "\(node) \(interface)\n" }
    }

    private func write() {
        guard !lines.isEmpty else {
            _ = unsafe unlink(path)
            return
        }
        try? FileSystem.replace(path, with: Array(lines.joined().utf8))
    }

    /// Binds the kernel's drivers to the interfaces that a dead process left in `path`. The kernel
    /// refuses that for an interface that a living one has, so the file stays for its owner.
    public static func release(path: String) {
        for (node, interface) in entries(in: text(path)) {
            guard let file = try? FileDescriptor.open(node, O_RDWR) else { continue }
            USBNode(file).bindDriver(to: interface)
        }
    }

    private static func text(_ path: String) -> String {
        let bytes = try? FileSystem.contents(of: path, limit: 1 << 20, as: .own)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    static func entries(in text: String) -> [(node: String, interface: UInt8)] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0].hasPrefix("/"), let interface = UInt8(words[1]) else {
                return nil
            }
            return (String(words[0]), interface)
        }
    }
}
