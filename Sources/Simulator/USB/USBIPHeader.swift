/// The header of every USB/IP message once a device is attached: 48 bytes, all numbers big-endian
/// (the kernel's Documentation/usb/usbip_protocol.rst).
struct USBIPHeader: Equatable {
    static let size = 48

    enum Command: Equatable {
        /// A transfer that the host wants.
        case submit(Submit)
        /// The host no longer wants the transfer of that number.
        case unlink(sequence: UInt32)
    }

    struct Submit: Equatable {
        var isIn: Bool
        /// The endpoint's number, without its direction.
        var endpoint: UInt8
        /// How many bytes the host sends after the header, or has room for.
        var length: Int
        /// Means something for endpoint 0 only.
        var setup: SetupPacket
    }

    var sequence: UInt32
    var command: Command

    /// Nil for fewer than 48 bytes, a command that a host does not send, or a transfer over 1 MiB.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.size else { return nil }
        let bytes = Array(bytes.prefix(Self.size))
        func number(_ offset: Int) -> UInt32 {
            bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        sequence = number(4)
        switch number(0) {
        case 1:
            let length = Int(number(24))
            guard length <= 1 << 20, number(16) < 16 else { return nil }
            command = .submit(
                Submit(
                    isIn: number(12) == 1, endpoint: UInt8(number(16)), length: length,
                    setup: SetupPacket(Array(bytes[40..<48]))))
        case 2: command = .unlink(sequence: number(20))
        default: return nil
        }
    }

    /// The answer to a transfer.
    /// - Parameters:
    ///   - status: 0, or a negative errno: -32 for a stall.
    ///   - length: How many bytes were transferred.
    ///   - data: What follows the header, for a transfer to the host.
    static func submitted(
        _ sequence: UInt32, status: Int32 = 0, length: Int, data: [UInt8] = []
    ) -> [UInt8] {
        // The number of packets of a transfer that is not isochronous is all ones.
        answer(3, sequence, status) + number(UInt32(length)) + number(0) + number(.max)
            + [UInt8](repeating: 0, count: 12) + data
    }

    /// The answer to an unlink: -104 (ECONNRESET) when the transfer was still waiting, 0 when it
    /// was answered already.
    static func unlinked(_ sequence: UInt32, wasWaiting: Bool) -> [UInt8] {
        answer(4, sequence, wasWaiting ? -104 : 0) + [UInt8](repeating: 0, count: 24)
    }

    private static func answer(_ command: UInt32, _ sequence: UInt32, _ status: Int32) -> [UInt8] {
        number(command) + number(sequence) + [UInt8](repeating: 0, count: 12)
            + number(UInt32(bitPattern: status))
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

/// The eight bytes that begin a control transfer (USB 2.0, 9.3).
struct SetupPacket: Equatable {
    var requestType: UInt8
    var request: UInt8
    var value: UInt16
    var index: UInt16
    var length: UInt16

    /// - Parameter bytes: Eight of them; numbers are little-endian.
    init(_ bytes: [UInt8]) {
        func number(_ offset: Int) -> UInt16 {
            UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
        }
        requestType = bytes[0]
        request = bytes[1]
        value = number(2)
        index = number(4)
        length = number(6)
    }

    /// The upper byte of `value`: the type of a descriptor or report.
    var kind: UInt8 { UInt8(value >> 8) }
    /// The lower byte of `value`: the number of a descriptor or report.
    var number: UInt8 { UInt8(truncatingIfNeeded: value) }
}
