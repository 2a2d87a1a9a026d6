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
        (try? FileSystem.contents(of: path, limit: 1 << 20)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
