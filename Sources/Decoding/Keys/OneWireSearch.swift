/// The search for all devices on a 1-Wire bus (AN187), pass by pass, as the DS2480B's accelerator
/// does it: two bits for each bit of the number.
struct OneWireSearch {
    /// The number that the last pass found, and the place of the highest bit where it turned to 0
    /// though another device has 1; 64 before the first pass.
    private(set) var last = OneWireROM(wire: 0)
    private var turn: Int?

    /// The 16 bytes that choose this pass's way: the upper bit of each pair is the choice.
    var choices: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard let turn else { return bytes }
        for bit in 0...turn {
            let isOne = bit == turn || last.wire >> UInt64(bit) & 1 == 1
            if isOne { bytes[bit / 4] |= 2 << UInt8(bit % 4 * 2) }
        }
        return bytes
    }

    /// Takes the 16 bytes of an answer; whether another pass will find another device.
    mutating func take(_ answer: borrowing Span<UInt8>) -> Bool {
        var wire: UInt64 = 0
        var next: Int?
        for bit in 0..<64 {
            let pair = answer[bit / 4] >> UInt8(bit % 4 * 2)
            let isOne = pair & 2 != 0
            if isOne { wire |= 1 << UInt64(bit) }
            if pair & 1 != 0, !isOne { next = bit }
        }
        last = OneWireROM(wire: wire)
        turn = next
        return next != nil
    }
}
