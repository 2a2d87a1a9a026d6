import CLinux
import FileAccess
import Glibc

/// Why what is kept in a small file of our own cannot be read or written.
public enum PersistentFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is no such file, or what is in it does not check.
    case damaged(path: String)
    case system(SystemError)

    public var description: String {
        switch self {
        case .damaged(let path):
            "\(path) is damaged: what is in it does not check; remove the file to begin anew"
        case .system(let error):
            error.description
        }
    }

    /// Adds the file's name to what went wrong.
    static func naming<Result: ~Copyable>(
        _ path: String, _ work: () throws(SystemError) -> Result
    ) throws(PersistentFileError) -> Result {
        do {
            return try work()
        } catch {
            throw error.code == EBADMSG ? .damaged(path: path) : .system(error.about(path))
        }
    }
}

extension UInt64 {
    /// The number that the first eight bytes are, the lowest first.
    init(littleEndian bytes: ArraySlice<UInt8>) {
        self = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension FileDescriptor {
    /// A file to read and write, made where there is none. Root's file in the daemon's folder is
    /// the daemon's, because the daemon could not open it otherwise.
    static func openKept(_ path: String) throws(SystemError) -> FileDescriptor {
        let file = try open(path, O_RDWR | O_CREAT, as: .own)
        guard geteuid() == 0 else { return file }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var status = stat()
        if unsafe stat(folder, &status) == 0, status.st_uid != 0 {
            _ = fchown(file.number, status.st_uid, status.st_gid)
        }
        return file
    }

    /// The first bytes of a file, zeros where it is shorter.
    borrowing func read(first length: Int) throws(SystemError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: length)
        var count = 0
        while count < length, let got = try read(into: &content, after: count), got > 0 {
            count += got
        }
        return content
    }

    /// Writes all of the bytes at a place of a file.
    borrowing func write(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let number = number
            let count = unsafe bytes.extracting(written...).withUnsafeBufferPointer {
                unsafe pwrite(number, $0.baseAddress, $0.count, off_t(offset + written))
            }
            guard count >= 0 || errno == EINTR else { throw .last("write") }
            written += max(0, count)
        }
    }
}
