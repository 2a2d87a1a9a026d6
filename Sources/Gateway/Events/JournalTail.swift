import Directory
import FoundationEssentials
import Identity
import Journal
import LaneLink
import SQLite
import Transport

/// The end of the journal: the events of the last turn, written in one short go before they go to the sockets. The
/// journal itself, which takes ten times as long, follows when nobody waits.
///
/// A line of JSON for the journal's instance, and one for each event. They are read only at the start of the program, or
/// when the journal fails: what the journal does not have yet is then put there.
struct JournalTail: ~Copyable {
    /// A turn of more events costs little more with the journal than without.
    static let mostEvents = 8

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
        guard events.count <= Self.mostEvents else { return false }
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
        let decoder = JSONDecoder()
        guard let first = lines.first,
            let head = try? decoder.decode(Head.self, from: Data(first)),
            head.instance == instance
        else { return [] }
        return lines.dropFirst().compactMap { line in
            (try? decoder.decode(Line.self, from: Data(line)))?.event(line)
        }
    }

    private struct Head: Decodable {
        var instance: String
    }

    private struct Line: Decodable {
        var seq: Int64
        var lane: String
        var time: String
        var device: String?
        var outcome: String

        func event(_ line: ArraySlice<UInt8>) -> JournaledEvent? {
            guard let time = WallTime(rfc3339: time), let outcome = OutcomeKind(rawValue: outcome)
            else { return nil }
            let body = line.dropFirst("{\"seq\":\(seq),".utf8.count).dropLast()
            return JournaledEvent(
                sequence: seq, lane: lane, device: device ?? "", outcome: outcome, time: time,
                body: Array(body))
        }
    }
}
