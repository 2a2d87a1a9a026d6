import CLinux
import FileAccess
import Glibc
import Identity

/// Some bytes that outlive the process, written in one go in a file whose room is taken when it is
/// made: they can be written when the disk is full, and after any `kill -9` all of them are there
/// or none.
///
/// A head of 16 bytes holds their count and a check over count and bytes, both little-endian.
public struct PersistentBlock: ~Copyable {
    /// The most bytes that fit.
    public static let capacity = fileLength - headLength
    private static let fileLength = 65_536
    private static let headLength = 16

    public let path: String
    private let file: FileDescriptor
    /// Head and bytes as they are written.
    private var image: [UInt8] = []

    /// Opens the file, or makes it with room for what will be stored. What stands in it stays.
    public init(path: String) throws(PersistentFileError) {
        file = try PersistentFileError.naming(path) { () throws(SystemError) in
            let file = try FileDescriptor.openKept(path)
            let content = try file.read(first: Self.fileLength)
            // Also a file that was made when the disk was full has its room from here on.
            try file.write(content.span, at: 0)
            return file
        }
        self.path = path
    }

    /// What was stored last; nil when nothing was, or not all of it.
    public func load() throws(PersistentFileError) -> [UInt8]? {
        let number = file.number
        let content = try PersistentFileError.naming(path) { () throws(SystemError) in
            guard lseek(number, 0, SEEK_SET) == 0 else { throw .last("read") }
            return try file.read(first: Self.fileLength)
        }
        let words = [0, 8].map { UInt64(littleEndian: content[$0...]) }
        guard words[0] > 0, words[0] <= UInt64(Self.capacity) else { return nil }
        let bytes = content[Self.headLength..<Self.headLength + Int(words[0])]
        return Self.check(bytes.span) == words[1] ? Array(bytes) : nil
    }

    /// Stores the bytes, at most `capacity`, in place of what was there, where a kill of the
    /// process cannot undo it.
    public mutating func store(_ bytes: borrowing Span<UInt8>) throws(PersistentFileError) {
        precondition(bytes.count <= Self.capacity, "more than there is room for")
        image.removeAll(keepingCapacity: true)
        append(UInt64(bytes.count))
        append(Self.check(bytes))
        for index in bytes.indices { image.append(bytes[index]) }
        try PersistentFileError.naming(path) { () throws(SystemError) in
            try file.write(image.span, at: 0)
        }
    }

    private mutating func append(_ number: UInt64) {
        for byte in 0..<8 as Range<UInt64> {
            image.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
        }
    }

    private static func check(_ bytes: borrowing Span<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.combine(UInt64(bytes.count))
        hash.combine(bytes)
        return hash.value
    }
}
