import LaneLink

/// Cuts what a lane sends into lines. A line over the limit is reported once and passed over to its end.
struct LineAssembler {
    enum Item: Equatable {
        case line([UInt8])
        case tooLong
    }

    private var line: [UInt8] = []
    private var isSkipping = false

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
                line.removeAll()
                each(.tooLong)
            } else {
                line.append(byte)
            }
        }
    }

    private mutating func finish(_ each: (Item) -> Void) {
        defer {
            line.removeAll(keepingCapacity: line.count <= 4096)
            isSkipping = false
        }
        guard !isSkipping else { return }
        if line.last == 0x0D { line.removeLast() }
        // A blank line keeps a connection alive and says nothing.
        if !line.isEmpty { each(.line(line)) }
    }
}
