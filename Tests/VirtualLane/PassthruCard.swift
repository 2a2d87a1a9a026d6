import Decoding
import Foundation
import Identity
import Simulator
import Transport

/// The card behind QEMU's `ccid-card-passthru`: the far end of its line, which speaks libcacard's
/// protocol (QEMU's docs/ccid.txt). It answers while somebody waits for an event.
final class PassthruCard {
    private enum Kind {
        static let hello: UInt32 = 1
        static let addReader: UInt32 = 3
        static let atr: UInt32 = 5
        static let removal: UInt32 = 6
        static let apdu: UInt32 = 7
    }

    private static let headerLength = 12

    private let line: CharacterDevice
    /// A reader in memory, because it has the card's side of T=0.
    private var reader = VirtualCardReader(level: .tpdu)
    private var input: [UInt8] = []

    init() throws {
        line = try CharacterDevice("/dev/laneid-card")
        // Version 0.0.2, no capabilities; a reader that has no number yet.
        try send(Kind.hello, to: .max, Array("VSCD".utf8) + [0, 0, 0, 2, 0, 0, 0, 0])
        try send(Kind.addReader, to: .max, [0])
    }

    func insert(_ card: VirtualCard) throws {
        _ = reader.put(card)
        _ = reader.take([0x62, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        try send(Kind.atr, card.atr)
    }

    func remove() throws {
        _ = reader.put(nil)
        try send(Kind.removal, [])
    }

    /// Answers for the card until the daemon says something.
    func event(of daemon: Daemon) throws -> LaneEvent {
        let end = Instant.now + patience
        while Instant.now < end {
            if let bytes = try line.read(within: .milliseconds(20)) { try take(bytes) }
            if let event = try daemon.event(within: .zero) { return event }
        }
        throw Failed("no event came; \(daemon.log.suffix(2000))")
    }

    private func take(_ bytes: [UInt8]) throws {
        input += bytes
        while input.count >= Self.headerLength {
            func number(_ offset: Int) -> UInt32 {
                input[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }
            let end = Self.headerLength + Int(number(8))
            guard input.count >= end else { return }
            if number(0) == Kind.apdu {
                try answer(Array(input[Self.headerLength..<end]))
            }
            input.removeFirst(end)
        }
    }

    private func answer(_ apdu: [UInt8]) throws {
        let length = [UInt8(truncatingIfNeeded: apdu.count), UInt8(apdu.count >> 8), 0, 0]
        for case .data(let reply) in reader.take([0x6F] + length + [0, 0, 0, 0, 0] + apdu) {
            try send(Kind.apdu, Array(reply.dropFirst(10)))
        }
    }

    private func send(_ kind: UInt32, to reader: UInt32 = 0, _ data: [UInt8]) throws {
        let numbers = [kind, reader, UInt32(data.count)].flatMap { value in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        try line.write(numbers + data)
    }
}
