/// What a connection sent and was not answered yet, at most one read of it. It is overwritten as it
/// is taken: a cashier may have typed a payment card's number.
struct PendingInput {
    private var bytes: [UInt8] = []
    private var start = 0
    private var assembler: LineAssembler

    /// - Parameter screen: Takes out of a whole line what nobody may see.
    init(screen: @escaping (inout [UInt8]) -> Void = { _ in }) {
        assembler = LineAssembler(screen: screen)
    }

    /// Whether nothing is left but the beginning of a line.
    var isEmpty: Bool { start == bytes.count }

    mutating func add(_ input: borrowing Span<UInt8>) {
        bytes.reserveCapacity(bytes.count + input.count)
        for index in input.indices { bytes.append(input[index]) }
    }

    /// The next line; nil where none is whole. Let go of it before `forgetLine()`.
    mutating func next() -> LineAssembler.Item? {
        let (item, count) = assembler.take(bytes, from: start)
        for index in start..<start + count { bytes[index] = 0 }
        start += count
        if isEmpty {
            bytes.removeAll(keepingCapacity: bytes.count <= 4096)
            start = 0
        }
        return item
    }

    /// Overwrites the line that was taken last.
    mutating func forgetLine() { assembler.forgetWhole() }

    /// Overwrites everything.
    mutating func wipe() {
        for index in bytes.indices { bytes[index] = 0 }
        bytes.removeAll()
        start = 0
        assembler.forget()
    }
}
