/// A DS2480B adapter with keys at its probe: what it answers to each byte.
public struct DS2480B: Sendable {
    /// The keys' numbers, the family in the lowest byte.
    public var keys: [UInt64] = []
    public var isShorted = false
    /// Whether it is understood at its first speed only.
    public var isSlowOnly = false
    /// Whether nothing is there that could answer.
    public var isMute = false

    public init() {}

    private enum Mode { case timing, command, data }

    private var mode = Mode.timing
    private var accelerates = false
    private var speedCode: UInt8 = 0
    /// The keys that still take part in a search, and the next bit of it.
    private var selected: [UInt64] = []
    private var bit = 0

    /// A break sets it back to its first state.
    public mutating func sendBreak() {
        mode = .timing
        accelerates = false
        speedCode = 0
    }

    /// What it answers to bytes that were sent to it.
    public mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        isMute ? [] : bytes.flatMap { take($0) }
    }

    private mutating func take(_ byte: UInt8) -> [UInt8] {
        switch (mode, byte) {
        case (.timing, _):
            mode = .command
            return []
        case (.data, 0xE3):
            mode = .command
            return []
        case (.data, _): return accelerates ? [search(byte)] : data(byte)
        case (.command, 0xE1):
            mode = .data
            return []
        case (.command, 0xE3): return []
        case (.command, 0xB1), (.command, 0xA1):
            accelerates = byte == 0xB1
            return []
        case (.command, 0xF1): return [0xF0]
        case (.command, 0x0F): return [isSlowOnly && speedCode > 0 ? 0xFF : speedCode << 1]
        case (.command, 0x71...0x77) where byte & 1 == 1:
            speedCode = (byte >> 1) & 7
            return [byte & 0xFE]
        case (.command, 0xC1):
            selected = []
            return [isShorted ? 0xCC : keys.isEmpty ? 0xCF : 0xCD]
        default: return []
        }
    }

    private mutating func data(_ byte: UInt8) -> [UInt8] {
        if byte == 0xF0 {
            selected = keys
            bit = 0
        }
        return [byte]
    }

    /// Four bits of a search: for each the choice comes in, and a discrepancy and the way go out.
    private mutating func search(_ byte: UInt8) -> UInt8 {
        var answer: UInt8 = 0
        for pair in 0..<4 {
            let ones = selected.filter { $0 >> UInt64(bit) & 1 == 1 }
            let isSplit = !ones.isEmpty && ones.count < selected.count
            let choice = byte >> UInt8(pair * 2) & 2 != 0
            // Nobody answers: all ones.
            let way = isSplit ? choice : selected.isEmpty || !ones.isEmpty
            if isSplit || selected.isEmpty { answer |= 1 << UInt8(pair * 2) }
            if way { answer |= 2 << UInt8(pair * 2) }
            if isSplit { selected = selected.filter { ($0 >> UInt64(bit) & 1 == 1) == way } }
            bit += 1
        }
        return answer
    }
}
