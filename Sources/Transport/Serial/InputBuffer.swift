import CLinux
import Glibc

/// A part of what a port gave, in order.
public enum InputPiece: Equatable, Sendable {
    /// Good bytes: where they are in the buffer.
    case bytes(Range<Int>)
    /// A character with wrong parity or framing came here. Its value is not known.
    case badCharacter
    /// The line was held at 0 longer than a character: the device was switched, plugged, or hangs.
    case breakCondition
}

/// What the last read brought. One is kept per loop and used for every device; its owner wipes it
/// when the pieces have been handled, because they may have been a payment card's.
public struct InputBuffer: ~Copyable {
    /// Bytes read at once; more come with the next read.
    public static let capacity = 1024

    private var storage = [UInt8](repeating: 0, count: capacity)
    /// Bytes of `storage` that hold input.
    private var count = 0
    /// Whether the kernel marked bad characters, and so doubled each 0xFF.
    private var isMarked = false
    private var position = 0

    public init() {}

    /// The next piece; nil when all have been taken.
    public mutating func next() -> InputPiece? {
        guard position < count else { return nil }
        guard isMarked else {
            defer { position = count }
            return .bytes(position..<count)
        }
        guard let (piece, end) = InputMarks.piece(in: storage.span.extracting(0..<count), position)
        else { return nil }
        position = end
        return piece
    }

    /// The bytes of a piece, borrowed.
    @_lifetime(borrow self)
    public func bytes(_ range: Range<Int>) -> Span<UInt8> {
        storage.span.extracting(range)
    }

    /// All that the last read brought, with the kernel's marks.
    public var content: Span<UInt8> {
        @_lifetime(borrow self)
        get { storage.span.extracting(0..<count) }
    }

    /// Overwrites what was read. Every read does so first.
    public mutating func wipe() {
        if count > 0 { unsafe explicit_bzero(&storage, count) }
        count = 0
        position = 0
    }

    /// Reads from a descriptor that marks nothing, such as a socket; how many bytes came, 0 at the
    /// end, nil when there is nothing now.
    public mutating func fill(
        from descriptor: borrowing FileDescriptor
    ) throws(SystemError) -> Int? {
        wipe()
        isMarked = false
        guard let got = try descriptor.read(into: &storage) else { return nil }
        count = got
        return got
    }

    /// Takes what `read` puts into the room that it is lent, and gives what it gave: how much that
    /// was, below zero where there was nothing. More than there is room for is dropped whole.
    mutating func fill(with read: (UnsafeMutableBufferPointer<UInt8>) -> Int) -> Int {
        wipe()
        isMarked = false
        let got = unsafe storage.withUnsafeMutableBufferPointer { unsafe read($0) }
        count = (0...Self.capacity).contains(got) ? got : 0
        return got
    }

    /// Reads from a port that marks bad characters. `held` is what the read before could not tell
    /// the meaning of, and then what this one cannot.
    mutating func fill(
        from descriptor: borrowing FileDescriptor, held: inout InputMarks.Held
    ) throws(SystemError) -> Int? {
        wipe()
        isMarked = true
        for index in 0..<held.count { storage[index] = index == 0 ? 0xFF : 0x00 }
        guard let got = try descriptor.read(into: &storage, after: held.count) else { return nil }
        count = held.count + got
        held = InputMarks.tail(of: storage.span.extracting(0..<count))
        count -= held.count
        return got
    }
}
