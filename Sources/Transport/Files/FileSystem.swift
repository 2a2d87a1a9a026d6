import Glibc

/// Files as a whole: what the gateway does to them besides opening.
public enum FileSystem {
    /// Gives a file another name, in place of what has that name.
    public static func rename(_ path: String, to other: String) throws(SystemError) {
        guard unsafe Glibc.rename(path, other) == 0 else { throw .last("rename", path) }
    }

    /// Writes a file as a whole, so that a kill leaves either the old bytes or the new ones.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let new = "\(path).new"
        do throws(SystemError) {
            _ = try FileDescriptor.open(new, O_WRONLY | O_CREAT | O_TRUNC).write(bytes)
        } catch {
            throw error.about(new)
        }
        try rename(new, to: path)
    }

    /// The bytes of a file.
    /// - Throws: `EFBIG` for one of more than `limit` bytes.
    public static func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        do throws(SystemError) {
            while let count = try file.read(into: &chunk), count > 0 {
                bytes.append(contentsOf: chunk.prefix(count))
                guard bytes.count <= limit else {
                    throw SystemError(operation: "read", code: EFBIG)
                }
            }
        } catch {
            throw error.about(path)
        }
        return bytes
    }
}

extension SystemError {
    /// Whether there is no such file.
    public var isAbsent: Bool { code == ENOENT || code == ENOTDIR }
}
