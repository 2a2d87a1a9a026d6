@testable import Simulator

extension USBIPHeader {
    /// A message of the host, as the kernel writes it.
    static func submit(
        _ sequence: UInt32, isIn: Bool = true, endpoint: UInt8, length: Int,
        setup: [UInt8] = [UInt8](repeating: 0, count: 8)
    ) -> [UInt8] {
        [1, sequence, 0x10002, isIn ? 1 : 0, UInt32(endpoint), 0, UInt32(length), 0, 0, 0]
            .flatMap(\.bigEndianBytes) + setup
    }

    static func unlink(_ sequence: UInt32, of other: UInt32) -> [UInt8] {
        [2, sequence, 0x10002, 0, 0, other, 0, 0, 0, 0, 0, 0].flatMap(\.bigEndianBytes)
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) } }
}

/// An answer of the device.
struct Answer: Equatable {
    var sequence: UInt32
    /// 0, or a negative errno.
    var status: Int32
    var data: [UInt8] = []
}

extension VirtualUSBDevice {
    /// Takes a message of the host.
    mutating func hear(_ message: [UInt8], data: [UInt8] = []) throws {
        guard let header = USBIPHeader(message[...]) else { throw NotAMessage() }
        take(header, data: data)
    }

    struct NotAMessage: Error {}

    /// Everything it answered since it was last asked.
    mutating func answer() -> [Answer] {
        var rest = takeAnswers()[...]
        var answers: [Answer] = []
        while rest.count >= USBIPHeader.size {
            let words = stride(from: rest.startIndex, to: rest.startIndex + 48, by: 4).map { at in
                rest[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
            let data = rest.dropFirst(48).prefix(words[0] == 3 ? Int(words[6]) : 0)
            answers.append(
                Answer(
                    sequence: words[1], status: Int32(bitPattern: words[5]), data: Array(data)))
            rest = rest.dropFirst(48 + data.count)
        }
        return answers
    }

    /// Asks with a control request that has an answer.
    mutating func ask(
        _ type: UInt8, _ request: UInt8, value: UInt16, index: UInt16 = 0, length: UInt16 = 4096
    ) throws -> Answer? {
        let setup =
            [type, request] + value.littleEndianBytes + index.littleEndianBytes
            + length.littleEndianBytes
        try hear(USBIPHeader.submit(9, endpoint: 0, length: Int(length), setup: setup))
        return answer().first
    }
}
