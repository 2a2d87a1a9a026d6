import Glibc

/// A database on a file system that is mounted read-only. SQLite cannot keep the index of a
/// write-ahead log beside it, and opens it only as a file that nothing changes.
enum ReadOnlyFile {
    /// Whether the database has to be opened so: its log is empty, and there is no index. A log
    /// that holds changes is never passed over.
    static func needsNoLog(_ path: String) -> Bool {
        guard isOnReadOnlyMount(path), usesLog(path) else { return false }
        // SQLite keeps them beside the file itself, not beside a link to it.
        let file = resolved(path)
        return !exists(file + "-shm") && size(of: file + "-wal") == 0
    }

    private static func resolved(_ path: String) -> String {
        guard let name = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(name) }
        return unsafe String(cString: name)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The name by which SQLite takes it as a file that nothing changes.
    static func name(of path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var name = Array("file:".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"):
                name += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: name.append(byte)
            }
        }
        return String(decoding: name, as: UTF8.self) + "?immutable=1"
    }

    private static func isOnReadOnlyMount(_ path: String) -> Bool {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return false }
        return status.f_flag & 1 != 0  // ST_RDONLY, which Swift does not see.
    }

    /// Whether the file's header says that a write-ahead log belongs to it (SQLite's file format,
    /// section 1.3.3).
    private static func usesLog(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var version: UInt8 = 0
        return unsafe pread(descriptor, &version, 1, 19) == 1 && version == 2
    }

    /// 0 where there is no such file.
    private static func size(of path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
