/// A normalised identifier: what the directory is asked for. It prints as kind and length only.
public struct Identifier: Sendable, Hashable {
    /// The longest value, in bytes.
    public static let capacity = 128

    public var kind: IdentifierKind
    public var value: Bytes<128>

    public init(kind: IdentifierKind, value: Bytes<128>) {
        self.kind = kind
        self.value = value
    }

    public init(kind: IdentifierKind, _ text: String) {
        self.init(kind: kind, value: Bytes(text))
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { "\(kind.rawValue) of \(value.count) characters" }
}

extension Bytes {
    /// The bytes with all but the last four replaced by `*`; short ones show fewer, so that at
    /// least as much is hidden as is shown.
    public var masked: Bytes<capacity> {
        let shown = Swift.min(4, count / 2)
        var text = self
        for index in 0..<(count - shown) { text[index] = UInt8(ascii: "*") }
        return text
    }
}
