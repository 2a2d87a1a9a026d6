import LaneLink

/// Cuts what a lane sends into lines. A line over the limit is reported once and passed over to its
/// end.
struct LineAssembler {
    enum Item: Equatable {
        case line([UInt8])
        case tooLong
    }

    private var line: [UInt8] = []
    private var isSkipping = false
    private let screen: (inout [UInt8]) -> Void

    /// - Parameter screen: Takes out of a whole line what nobody may see.
    init(screen: @escaping (inout [UInt8]) -> Void = { _ in }) {
        self.screen = screen
        // Room for what lanes usually send, so that no part of a line stays behind where it outgrew
        // its place.
        line.reserveCapacity(1024)
    }

    /// Takes bytes and gives whole lines, without their LF (nor the CR before it).
    mutating func take(_ bytes: borrowing Span<UInt8>, _ each: (Item) -> Void) {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0x0A {
                finish(each)
            } else if isSkipping {
                continue
            } else if line.count == LaneProtocol.longestLine {
                isSkipping = true
                forget()
                each(.tooLong)
            } else {
                if line.count == line.capacity { grow() }
                line.append(byte)
            }
        }
    }

    /// Overwrites the line: a cashier may have typed a payment card's number.
    mutating func forget() {
        for index in line.indices { line[index] = 0 }
        line.removeAll(keepingCapacity: line.count <= 4096)
    }

    /// Goes to a larger place, and overwrites the former one.
    private mutating func grow() {
        var larger: [UInt8] = []
        larger.reserveCapacity(max(1024, 2 * line.capacity))
        larger += line
        swap(&line, &larger)
        for index in larger.indices { larger[index] = 0 }
    }

    private mutating func finish(_ each: (Item) -> Void) {
        defer {
            forget()
            isSkipping = false
        }
        guard !isSkipping else { return }
        if line.last == 0x0D { line.removeLast() }
        // A blank line keeps a connection alive and says nothing.
        guard !line.isEmpty else { return }
        screen(&line)
        each(.line(line))
    }
}
