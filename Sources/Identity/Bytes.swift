/// A byte string of at most `capacity` bytes that lives in place, without heap.
///
/// Appending past the capacity keeps what is there and sets `overflowed`: the owner then drops the
/// whole message, for half a number is a wrong number.
public struct Bytes<let capacity: Int>: Sendable {
    private var storage: InlineArray<capacity, UInt8>
    /// How many bytes are held.
    public private(set) var count: Int
    /// Whether a byte did not fit since the last `removeAll()`.
    public private(set) var overflowed: Bool

    public init() {
        storage = InlineArray(repeating: 0)
        count = 0
        overflowed = false
    }

    /// The UTF-8 of `text`; `overflowed` is set when it is longer than the capacity.
    public init(_ text: String) {
        self.init()
        for byte in text.utf8 { append(byte) }
    }

    /// A copy of `bytes`; `overflowed` is set when there are more than the capacity.
    public init(_ bytes: borrowing Span<UInt8>) {
        self.init()
        append(contentsOf: bytes)
    }

    @inlinable public var isEmpty: Bool { count == 0 }

    /// The bytes, borrowed.
    ///
    /// They stand in the value itself, so the value must be lent by its address: a specialised copy
    /// of this getter would else hand out the address of a temporary.
    public var span: Span<UInt8> {
        @_addressableSelf
        @_lifetime(borrow self)
        get { storage.span.extracting(first: count) }
    }

    /// The byte at `index`, which must be below `count`.
    public subscript(index: Int) -> UInt8 {
        get {
            precondition(index < count, "index past the end")
            return storage[index]
        }
        set {
            precondition(index < count, "index past the end")
            storage[index] = newValue
        }
    }

    public mutating func append(_ byte: UInt8) {
        guard count < capacity else {
            overflowed = true
            return
        }
        storage[count] = byte
        count += 1
    }

    public mutating func append(contentsOf bytes: borrowing Span<UInt8>) {
        let room = Swift.min(bytes.count, capacity - count)
        var storage = storage.mutableSpan
        storage.write(bytes.extracting(first: room), at: count)
        count += room
        if room < bytes.count { overflowed = true }
    }

    /// Overwrites the bytes with zeros and forgets them, because they may be a payment card.
    public mutating func removeAll() {
        for index in 0..<count { storage[index] = 0 }
        count = 0
        overflowed = false
    }

    /// Keeps the first `length` bytes, or all when there are fewer.
    public mutating func truncate(to length: Int) {
        while count > max(0, length) {
            count -= 1
            storage[count] = 0
        }
    }
}

extension Bytes: Equatable {
    public static func == (left: Bytes, right: Bytes) -> Bool {
        left.span.equals(right.span)
    }

    /// Whether the bytes are the UTF-8 of `text`.
    public static func == (left: Bytes, right: String) -> Bool {
        left.count == right.utf8.count && zip(0..., right.utf8).allSatisfy { left[$0] == $1 }
    }
}

extension Bytes: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for index in 0..<count { hasher.combine(storage[index]) }
    }
}

/// Prints as a length only: a byte string may be a number that must not reach a log.
extension Bytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(count) bytes" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// The bytes as UTF-8 text, a replacement character where they are not UTF-8.
    public init<let capacity: Int>(_ bytes: Bytes<capacity>) {
        self.init(bytes.span)
    }

    /// The bytes as UTF-8 text, a replacement character where they are not UTF-8.
    public init(_ bytes: borrowing Span<UInt8>) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self.init(decoding: copy, as: UTF8.self)
    }
}
