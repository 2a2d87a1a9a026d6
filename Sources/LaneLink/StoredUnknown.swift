import FoundationEssentials
public import Identity

/// An `unknown` event read back from its journaled body: somebody may be captured with its identifier.
public struct StoredUnknown: Sendable {
    public var identifier: Identifier

    /// Reads an event's body as `EventWriter` wrote it.
    /// - Returns: Nil for the body of any other event, and for a value that is no text.
    public init?(body: borrowing Span<UInt8>) {
        guard let stored = Stored.read(body), stored.outcome == OutcomeKind.unknown.rawValue,
            stored.encoding == nil,
            let kind = IdentifierKind(rawValue: stored.identifier.kind ?? "")
        else { return nil }
        identifier = Identifier(kind: kind, stored.value)
    }

    private struct Stored: StoredBody {
        var outcome: String
        var identifier: Kind
        var value: String
        var encoding: String?
    }

    private struct Kind: Decodable {
        var kind: String?
    }
}

/// What is read back of an event's body.
protocol StoredBody: Decodable {}

extension StoredBody {
    /// Nil where the body has not all that is wanted.
    static func read(_ body: borrowing Span<UInt8>) -> Self? {
        var line: [UInt8] = [UInt8(ascii: "{")]
        for index in body.indices { line.append(body[index]) }
        line.append(UInt8(ascii: "}"))
        return try? JSONDecoder().decode(Self.self, from: Data(line))
    }
}
