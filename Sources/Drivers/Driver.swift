public import Decoding
public import Identity

/// A device model: how it is connected, and what decodes it. One file each, one line in `Catalogue.swift`, one
/// recording under `Fixtures/<name>/`.
public struct Driver: Sendable {
    /// The name that settings, `--driver` and captures use.
    public let name: String
    /// What it reads.
    public let kind: ReadingKind
    /// A line for `laneid help` and the README's device table.
    public let summary: String
    /// How it is connected, with the maker's defaults.
    public let link: Link
    /// What it sends to the device when the lane accepts or rejects a reading; empty where the device cannot.
    public let feedback: Feedback
    /// A decoder in its first state.
    public let makeDecoder: @Sendable (DriverOptions) -> any Decoder

    public enum Link: Sendable, Equatable {
        case serial(SerialLine)
    }

    public init(
        name: String, kind: ReadingKind, summary: String, link: Link,
        feedback: Feedback = Feedback(),
        makeDecoder: @escaping @Sendable (DriverOptions) -> any Decoder
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.link = link
        self.feedback = feedback
        self.makeDecoder = makeDecoder
    }
}

/// The commands for a device's beeper or light.
public struct Feedback: Sendable, Equatable {
    public var accept: Bytes<64>
    public var reject: Bytes<64>

    public init(accept: Bytes<64> = Bytes(), reject: Bytes<64> = Bytes()) {
        self.accept = accept
        self.reject = reject
    }
}
