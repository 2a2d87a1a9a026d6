import Glibc
import Identity
import Transport

/// A device node, opened as a program would that knows nothing of us.
struct CharacterDevice: ~Copyable {
    private let descriptor: FileDescriptor

    init(_ path: String) throws {
        let number = unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard number >= 0 else {
            throw Failed("cannot open \(path): \(SystemError.words(for: errno))")
        }
        descriptor = FileDescriptor(owning: number)
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        let end = Instant.now + patience
        while !rest.isEmpty {
            if let count = try descriptor.write(Array(rest)) {
                rest = rest.dropFirst(count)
            } else {
                guard Instant.now < end else { throw Failed("a device took nothing") }
                _ = try descriptor.wait(for: .output, limit: end - .now)
            }
        }
    }

    /// What one read gives; nil when nothing came within `limit`.
    func read(within limit: Duration = patience) throws -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 4096)
        let end = Instant.now + limit
        while true {
            if let count = try descriptor.read(into: &room) { return Array(room.prefix(count)) }
            guard Instant.now < end else { return nil }
            _ = try descriptor.wait(for: .input, limit: end - .now)
        }
    }
}
