package import Drivers
package import Identity
package import LaneLink
package import Pipeline

/// What a device under test sent for one message, byte for byte and with its times, kept until it
/// is known whether it may be shown.
///
/// Of a payment card or licence only the length is. So it is of what did not check and may have
/// been one: of a stripe, of key presses and of other reports, whose bytes nobody can search for a
/// card's number.
package struct RawTrace {
    /// A part that came at once.
    package struct Piece: Equatable {
        package var ms: Int64
        package var bytes: [UInt8]
    }

    /// More than this of one message is not kept: only its length is shown.
    private static let capacity = 4096

    /// Whether the device sends text, so that the guard can search its bytes.
    private let isText: Bool
    private let began: Instant
    private var pieces: [Piece] = []
    private var length = 0
    private var isWithheld = false
    private var isJudged = false

    package init(of driver: Driver?, at now: Instant) {
        let isLine = driver?.attachment.usb == nil
        isText = driver != nil && isLine && driver?.kind == .barcode
        began = now
    }

    package mutating func add(_ bytes: borrowing Span<UInt8>, at now: Instant) {
        guard bytes.count > 0 else { return }
        length += bytes.count
        guard length <= Self.capacity else { return wipe() }
        var piece = Piece(ms: (now - began).inNanoseconds / 1_000_000, bytes: [])
        piece.bytes.reserveCapacity(bytes.count)
        for index in bytes.indices { piece.bytes.append(bytes[index]) }
        pieces.append(piece)
    }

    /// Notes what became of the bytes.
    package mutating func note(_ item: JudgedItem) {
        switch item.origin {
        case .reading:
            isJudged = true
            if item.isWithheld { isWithheld = true }
        case .fault: if !isText { isWithheld = true }
        case .notice, .command: break
        }
    }

    /// Ends the message and writes it as members of a JSON object; false where nothing came.
    package mutating func end(
        isSuspect: ([UInt8]) -> Bool, into write: (Int, [Piece]?) -> Void
    ) {
        guard length > 0 else { return }
        let all = pieces.flatMap(\.bytes)
        let mayShow = !isWithheld && (isJudged || isText) && length <= Self.capacity
        write(length, mayShow && !isSuspect(all) ? pieces : nil)
        wipe()
        (length, isWithheld, isJudged) = (0, false, false)
    }

    private mutating func wipe() {
        for index in pieces.indices {
            for place in pieces[index].bytes.indices { pieces[index].bytes[place] = 0 }
        }
        pieces.removeAll()
    }

    /// The members of a JSON object that show a message.
    package static func write(_ length: Int, _ pieces: [Piece]?, into line: inout LineBuffer) {
        line.key("raw")
        line.raw("{")
        line.member("length", integer: Int64(length))
        if let pieces {
            line.key("pieces")
            line.raw("[")
            for (index, piece) in pieces.enumerated() {
                line.raw(index == 0 ? "{" : ",{")
                line.member("ms", integer: piece.ms)
                line.member("bytes", string: piece.bytes.hexadecimal)
                line.raw("}")
            }
            line.raw("]")
        }
        line.raw("}")
    }
}
