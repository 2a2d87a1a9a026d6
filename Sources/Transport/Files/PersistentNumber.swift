import CLinux
import FileAccess
import Glibc
import Identity

/// A number that outlives the process, written in place in a file whose room is taken when it is
/// made: it can be written when the disk is full, and at any `kill -9` the last number or the one
/// before it is there.
///
/// Two records of 24 bytes, 512 bytes apart so that they are never in one sector, are written in
/// turn: how often written, the number, and a check over both, all little-endian. The record
/// written most often counts.
public struct PersistentNumber: ~Copyable {
    /// The number; nil as long as none was stored.
    public private(set) var value: UInt64?
    public let path: String

    private static let fileLength = 4096
    private static let recordLength = 24
    private static let distance = 512

    private let file: FileDescriptor
    private var writes: UInt64

    /// Opens the file, or makes it with room for what will be stored.
    public init(path: String) throws(PersistentFileError) {
        let file = try PersistentFileError.naming(path) { () throws(SystemError) in
            try FileDescriptor.openKept(path)
        }
        let last = try PersistentFileError.naming(path) { () throws(SystemError) in
            try Self.lastRecord(in: file)
        }
        self.file = file
        self.path = path
        value = last?.number
        writes = last?.writes ?? 0
    }

    /// Stores the number, where a kill of the process cannot undo it; with `onDisk` also a power
    /// failure. When it throws, the number stored before is still there.
    public mutating func store(
        _ number: UInt64, onDisk: Bool = false
    ) throws(PersistentFileError) {
        let record = Record(writes: writes &+ 1, number: number)
        let offset = Int(record.writes % 2) * Self.distance
        try PersistentFileError.naming(path) { () throws(SystemError) in
            try file.write(record.bytes.span, at: offset)
            if onDisk, fdatasync(file.number) != 0 { throw .last("write") }
        }
        writes = record.writes
        value = number
    }

    /// The record that counts; nil in a file that holds none yet, in which all room is then taken.
    /// EBADMSG when neither record checks.
    private static func lastRecord(
        in file: borrowing FileDescriptor
    ) throws(SystemError) -> Record? {
        let content = try file.read(first: fileLength)
        guard !content.allSatisfy({ $0 == 0 }) else {
            // Its room is taken once, when the file is made.
            guard lseek(file.number, 0, SEEK_END) < fileLength else { return nil }
            try file.write([UInt8](repeating: 0, count: fileLength).span, at: 0)
            guard fsync(file.number) == 0 else { throw .last("write") }
            return nil
        }
        let records = [0, distance].compactMap { Record(content.dropFirst($0)) }
        guard let last = records.max(by: { $0.writes < $1.writes }) else {
            throw SystemError(operation: "read", code: EBADMSG)
        }
        return last
    }

    /// One of the two records.
    private struct Record {
        var writes: UInt64
        var number: UInt64

        init(writes: UInt64, number: UInt64) {
            self.writes = writes
            self.number = number
        }

        /// Nil when the record is empty, torn or damaged.
        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count >= recordLength else { return nil }
            let words = (0..<3).map { UInt64(littleEndian: bytes.dropFirst($0 * 8)) }
            self.init(writes: words[0], number: words[1])
            guard writes > 0, words[2] == check else { return nil }
        }

        var bytes: [UInt8] {
            [writes, number, check].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
            }
        }

        /// Of the 16 bytes before it.
        private var check: UInt64 {
            var hash = FNV1a()
            hash.combine(writes)
            hash.combine(number)
            return hash.value
        }
    }
}
