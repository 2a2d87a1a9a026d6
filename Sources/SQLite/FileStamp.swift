import Glibc

/// Which file a path leads to, and whether its contents are those of before.
///
///     let before = FileStamp(path)
///     guard FileStamp(path) == before else { … }
package struct FileStamp: Equatable {
    private var device: UInt
    private var node: UInt
    private var size: Int
    private var seconds: Int
    private var nanoseconds: Int

    /// Nil when there is no such file.
    package init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        node = UInt(status.st_ino)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// Whether it is the same file, whatever was written into it.
    package func isSameFile(as other: Self) -> Bool {
        (device, node) == (other.device, other.node)
    }

    /// Whether it is the file of before, cut short.
    package func isCut(since earlier: Self) -> Bool { size < earlier.size }
}
