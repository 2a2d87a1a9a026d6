import CLinux
import Glibc
import Identity

/// Why a kept number cannot be read or written.
public enum PersistentNumberError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is no such file, or what is in it does not check.
    case damaged(path: String)
    case system(SystemError)

    public var description: String {
        switch self {
        case .damaged(let path):
            "\(path) is damaged: the number in it does not check; remove the file to begin anew"
        case .system(let error):
            error.description
        }
    }
}

/// A number that outlives the process, written in place in a file whose room is taken when it is made: it can be
/// written when the disk is full, and at any `kill -9` the last number or the one before it is there.
///
/// Two records of 24 bytes, 512 bytes apart so that they are never in one sector, are written in turn: how often
/// written, the number, and a check over both, all little-endian. The record written most often counts.
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
    public init(path: String) throws(PersistentNumberError) {
        let file = try Self.named(path) { () throws(SystemError) in
            try FileDescriptor.open(path, O_RDWR | O_CREAT)
        }
        let last = try Self.named(path) { () throws(SystemError) in
            try Self.lastRecord(in: file)
        }
        self.file = file
        self.path = path
        value = last?.number
        writes = last?.writes ?? 0
    }

    /// Stores the number, where a kill of the process cannot undo it; with `onDisk` also a power failure. When it
    /// throws, the number stored before is still there.
    public mutating func store(
        _ number: UInt64, onDisk: Bool = false
    ) throws(PersistentNumberError) {
        let record = Record(writes: writes &+ 1, number: number)
        let offset = Int(record.writes % 2) * Self.distance
        try Self.named(path) { () throws(SystemError) in
            try Self.write(record.bytes, to: file, at: offset)
            if onDisk, fdatasync(file.number) != 0 { throw .last("write") }
        }
        writes = record.writes
        value = number
    }

    /// Adds the file's name to what went wrong.
    private static func named<Result: ~Copyable>(
        _ path: String, _ work: () throws(SystemError) -> Result
    ) throws(PersistentNumberError) -> Result {
        do {
            return try work()
        } catch {
            throw error.code == EBADMSG ? .damaged(path: path) : .system(error.about(path))
        }
    }

    /// The record that counts; nil in a file that holds none yet, in which all room is then taken. EBADMSG when neither
    /// record checks.
    private static func lastRecord(
        in file: borrowing FileDescriptor
    ) throws(SystemError) -> Record? {
        let content = try read(file)
        guard !content.allSatisfy({ $0 == 0 }) else {
            try write([UInt8](repeating: 0, count: fileLength), to: file, at: 0)
            guard fsync(file.number) == 0 else { throw .last("write") }
            return nil
        }
        let records = [0, distance].compactMap { Record(content.dropFirst($0)) }
        guard let last = records.max(by: { $0.writes < $1.writes }) else {
            throw SystemError(operation: "read", code: EBADMSG)
        }
        return last
    }

    private static func read(_ file: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: fileLength)
        var count = 0
        while count < fileLength, let got = try file.read(into: &content, after: count), got > 0 {
            count += got
        }
        return content
    }

    private static func write(
        _ bytes: [UInt8], to file: borrowing FileDescriptor, at offset: Int
    ) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let number = file.number
            let count = unsafe bytes.span.extracting(written...).withUnsafeBufferPointer {
                unsafe pwrite(number, $0.baseAddress, $0.count, off_t(offset + written))
            }
            guard count >= 0 || errno == EINTR else { throw .last("write") }
            written += max(0, count)
        }
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
            let words = (0..<3).map { word in
                bytes.dropFirst(word * 8).prefix(8).reversed().reduce(0 as UInt64) {
                    $0 << 8 | UInt64($1)
                }
            }
            self.init(writes: words[0], number: words[1])
            guard writes > 0, words[2] == check else { return nil }
        }

        var bytes: [UInt8] {
            [writes, number, check].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
            }
        }

        /// FNV-1a of the 16 bytes before it.
        private var check: UInt64 {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for word in [writes, number] {
                for byte in 0..<8 as Range<UInt64> {
                    hash = (hash ^ (word >> (8 * byte) & 0xFF)) &* 0x100_0000_01B3
                }
            }
            return hash
        }
    }
}
