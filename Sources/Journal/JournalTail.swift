import FoundationEssentials
import Identity
import LaneLink
import SQLite
import Transport

/// The end of the journal: the events of the last turn, written in one short go before they go to
/// the sockets. The journal itself, which takes ten times as long, follows when nobody waits.
///
/// A line of JSON for the journal's instance, and one for each event. They are read only at the
/// start of the program, or when the journal fails: what the journal does not have yet is then put
/// there.
struct JournalTail: ~Copyable {
    /// A turn of more events costs little more with the journal than without.
    static let maxEvents = 8

    private var block: PersistentBlock
    private var line = LineBuffer(capacity: 8192)

    init(path: String) throws(PersistentFileError) {
        block = try PersistentBlock(path: path)
    }

    /// Keeps the events in place of those of the turn before.
    /// - Returns: Whether there was room for them.
    mutating func keep(
        _ events: [EventLog.Pending], _ bodies: borrowing Span<UInt8>, instance: String
    ) throws(PersistentFileError) -> Bool {
        guard events.count <= Self.maxEvents else { return false }
        line.removeAll()
        line.raw("{\"instance\":")
        line.string(instance)
        line.raw("}\n")
        for event in events {
            line.raw("{\"seq\":")
            line.integer(event.sequence)
            line.raw(",")
            line.raw(bodies.extracting(event.body))
            line.raw("}\n")
        }
        guard line.count <= PersistentBlock.capacity else { return false }
        let lines = line
        try block.store(lines.span)
        return true
    }

    /// The events that are kept, if they are of this instance; none where they cannot be read.
    func events(of instance: String) -> [JournaledEvent] {
        guard let bytes = try? block.load() else { return [] }
        let lines = bytes.split(separator: 0x0A)
        guard let first = lines.first,
            let head = try? JSONDecoder().decode(Head.self, from: Data(first)),
            head.instance == instance
        else { return [] }
        return lines.dropFirst().compactMap { Self.event($0) }
    }

    private struct Head: Decodable {
        var instance: String
    }

    /// One line after the head.
    private static func event(_ line: ArraySlice<UInt8>) -> JournaledEvent? {
        guard let number = try? JSONDecoder().decode(Number.self, from: Data(line)) else {
            return nil
        }
        let body = Array(line.dropFirst("{\"seq\":\(number.seq),".utf8.count).dropLast())
        return Event(body: body.span).map {
            JournaledEvent(sequence: number.seq, columns: EventColumns($0), body: body)
        }
    }

    private struct Number: Decodable {
        var seq: Int64
    }
}
