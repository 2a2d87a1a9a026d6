import CLinux
public import FileAccess
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
        remove(new)
        do throws(SystemError) {
            _ = try FileDescriptor.open(new, O_WRONLY | O_CREAT | O_EXCL, as: .own).write(bytes)
        } catch {
            throw error.about(new)
        }
        try rename(new, to: path)
    }

    /// Gives a file a second name, as long as it has the first; does nothing where there is no such
    /// file, or where the file system has no second names.
    public static func addName(_ other: String, to path: String) {
        _ = unsafe link(path, other)
    }

    /// Takes a name away; does nothing where nothing has it.
    public static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Whether something has this name, be it a link that leads nowhere.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// The bytes of a file.
    /// - Parameter kind: What the file is to us, and so whose it must be; nil for what the user
    ///   names on the command line, which may be a pipe, and for files of the kernel.
    /// - Throws: `EFBIG` for one of more than `limit` bytes.
    public static func contents(
        of path: String, limit: Int, as kind: FileKind? = nil
    ) throws(SystemError) -> [UInt8] {
        let file =
            if let kind {
                try FileDescriptor.open(path, O_RDONLY, as: kind)
            } else {
                try FileDescriptor.open(path, O_RDONLY)
            }
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
