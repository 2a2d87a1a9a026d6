import Identity
import LaneLink

@testable import Journal
@testable import SQLite

extension EventJournal {
    /// Appends an event whose body is text.
    func append(
        _ sequence: Int64, lane: String = "L1", time: Int64 = 1000, body: String = "{}"
    ) throws(DatabaseError) {
        try append(
            EventColumns(
                lane: Bytes(lane), device: Bytes("front"), outcome: .identified,
                time: WallTime(milliseconds: time)),
            sequence: sequence, body: Array(body.utf8).span)
    }

    /// Appends an event as the daemon does.
    func append(_ event: Event, _ sequence: Int64) throws(DatabaseError) {
        var line = LineBuffer()
        line.body(of: event, reading: Span())
        try append(EventColumns(event), sequence: sequence, body: line.bytes.span)
    }

    /// The numbers of a lane's events after a number.
    func replayed(
        lane: String = "L1", after: Int64 = 0
    ) throws -> [Int64] {
        var found: [Int64] = []
        var next = after
        while next < lastSequence {
            next = try replayPiece(lane: lane, after: next) { sequence, _, _, _, _ in
                found.append(sequence)
            }
        }
        return found
    }
}

extension Event {
    /// A card of a customer, read at the front.
    static func identified(
        _ customer: String, lane: String = "L1", time: Int64 = 1000, ticket: TicketNote? = nil
    ) -> Event {
        var event = Event(
            Source(
                lane: Bytes(lane), device: Bytes("front"), time: WallTime(milliseconds: time)),
            outcome: .identified(
                Identification(
                    customer: Customer(
                        number: Bytes(customer), name: Bytes("Ana"), kind: .individual,
                        status: .active), shopper: Shopper(number: 2, name: Bytes("Ben")))),
            entryMode: .scanned, kind: .barcode,
            identifier: Identifier(kind: .barcodeCard, "0040122900412"))
        event.ticket = ticket
        return event
    }
}
