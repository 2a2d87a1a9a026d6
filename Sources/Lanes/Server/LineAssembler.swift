import LaneLink

/// Cuts what a lane sends into lines. A line over the limit is reported once and passed over to its
/// end.
struct LineAssembler {
    enum Item: Equatable {
        case line([UInt8])
        case tooLong
    }

    private var line: [UInt8] = []
    private var isWhole = false
    private var isSkipping = false
    private let screen: (inout [UInt8]) -> Void

    /// - Parameter screen: Takes out of a whole line what nobody may see.
    init(screen: @escaping (inout [UInt8]) -> Void = { _ in }) {
        self.screen = screen
        // Room for what lanes usually send, so that no part of a line stays behind where it outgrew
        // its place.
        line.reserveCapacity(1024)
    }

    /// Takes bytes from the one at `start` up to the end of the first line, without its LF (nor
    /// the CR before it). Whoever asks lets go of the line before the next one, because it is
    /// overwritten in its place.
    /// - Returns: The line, where one ended, and how many bytes were taken.
    mutating func take(_ bytes: [UInt8], from start: Int) -> (item: Item?, count: Int) {
        forgetWhole()
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == 0x0A {
                if finish() { return (.line(line), index + 1 - start) }
            } else if isSkipping {
                continue
            } else if line.count == LaneProtocol.longestLine {
                isSkipping = true
                forget()
                return (.tooLong, index + 1 - start)
            } else {
                if line.count == line.capacity { grow() }
                line.append(byte)
            }
        }
        return (nil, bytes.count - start)
    }

    /// Overwrites a line that was handed out.
    mutating func forgetWhole() {
        if isWhole { forget() }
    }

    /// Overwrites what there is of a line: a cashier may have typed a payment card's number.
    mutating func forget() {
        for index in line.indices { line[index] = 0 }
        line.removeAll(keepingCapacity: line.count <= 4096)
        isWhole = false
    }

    /// Goes to a larger place, and overwrites the former one.
    private mutating func grow() {
        var larger: [UInt8] = []
        larger.reserveCapacity(max(1024, 2 * line.capacity))
        larger += line
        swap(&line, &larger)
        for index in larger.indices { larger[index] = 0 }
    }

    /// Ends a line; whether it is one. A blank one keeps a connection alive and says nothing.
    private mutating func finish() -> Bool {
        guard !isSkipping else {
            isSkipping = false
            return false
        }
        if line.last == 0x0D { line.removeLast() }
        isWhole = !line.isEmpty
        if isWhole { screen(&line) }
        return isWhole
    }
}
