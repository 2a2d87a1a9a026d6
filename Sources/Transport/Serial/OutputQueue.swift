/// Bytes on their way to a device that does not take them at once. Bounded: what does not fit is
/// not taken, so that half a command is never sent.
struct OutputQueue {
    /// Bytes that may wait: more than any command needs, at any speed sent within seconds.
    static let capacity = 4096

    private var bytes: [UInt8] = []
    private var sent = 0

    var isEmpty: Bool { sent == bytes.count }

    /// False, and nothing taken, when there is no room for all of it from `start` on.
    mutating func append(_ command: borrowing Span<UInt8>, from start: Int) -> Bool {
        guard bytes.count - sent + command.count - start <= Self.capacity else { return false }
        if sent > 0 {
            bytes.removeFirst(sent)
            sent = 0
        }
        for index in start..<command.count { bytes.append(command[index]) }
        return true
    }

    /// Whether `count` more bytes would fit.
    func hasRoom(for count: Int) -> Bool {
        bytes.count - sent + count <= Self.capacity
    }

    /// Writes what the device takes.
    mutating func flush(to descriptor: borrowing FileDescriptor) throws(SystemError) {
        while !isEmpty {
            guard let count = try descriptor.write(bytes.span.extracting(sent...)) else { return }
            sent += count
        }
        bytes.removeAll(keepingCapacity: true)
        sent = 0
    }
}
