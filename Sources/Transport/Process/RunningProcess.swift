import CLinux
import Glibc

/// A process, as one names it to a technician.
public struct RunningProcess: Equatable, Sendable, CustomStringConvertible {
    public let id: Int32
    /// The first 15 bytes of its program's name.
    public let name: String

    /// Nil when there is no such process.
    public init?(id: Int32) {
        guard id > 0, let name = TextFile.read("/proc/\(id)/comm") else { return nil }
        self.id = id
        self.name = String(name.prefix { $0 != "\n" })
    }

    init(id: Int32, name: String) {
        self.id = id
        self.name = name
    }

    /// This process.
    public static var current: RunningProcess {
        let id = getpid()
        return RunningProcess(id: id) ?? RunningProcess(id: id, name: "laneid")
    }

    public var description: String { "\(name) (pid \(id))" }
}

/// The small text files in which the kernel answers.
enum TextFile {
    /// The whole of a file under /proc or /sys; nil when it cannot be read.
    static func read(_ path: String) -> String? {
        guard let bytes = try? contents(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func contents(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY)
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while let count = try file.read(into: &chunk), count > 0 {
            all.append(contentsOf: chunk.prefix(count))
        }
        return all
    }
}
