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
    /// The USB interfaces it takes without being told; those of a serial driver are serial ports.
    public let matches: [USBMatch]
    /// What a serial driver sends to the device when the lane accepts or rejects a reading; empty where it cannot.
    public let feedback: Feedback
    /// What a driver of HID devices sends then: it depends on what the interface can.
    public let reportFeedback: @Sendable (USBInterface) -> ReportFeedback
    /// A decoder in its first state, for a serial line. A driver of HID devices gives one that reads nothing.
    public let makeDecoder: @Sendable (DriverOptions) -> any Decoder
    /// A decoder in its first state, for a HID interface whose reports it knows how to read from their descriptor. It
    /// throws for an interface that the driver cannot read; a serial driver always does.
    public let makeReportDecoder: ReportDecoderMaker

    public typealias ReportDecoderMaker =
        @Sendable (DriverOptions, USBInterface) throws(HIDError) -> any Decoder

    public enum Link: Sendable, Equatable {
        case serial(SerialLine)
        /// A HID interface: input reports come on its interrupt endpoint.
        case hid
    }

    /// A driver for a serial line.
    public init(
        name: String, kind: ReadingKind, summary: String, link: Link, matches: [USBMatch] = [],
        feedback: Feedback = Feedback(),
        makeDecoder: @escaping @Sendable (DriverOptions) -> any Decoder
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.link = link
        self.matches = matches
        self.feedback = feedback
        self.makeDecoder = makeDecoder
        makeReportDecoder = { _, _ throws(HIDError) in throw .notHID }
        reportFeedback = { _ in ReportFeedback() }
    }

    /// A driver for a HID interface.
    public init(
        name: String, kind: ReadingKind, summary: String, matches: [USBMatch],
        reportFeedback: @escaping @Sendable (USBInterface) -> ReportFeedback = { _ in
            ReportFeedback()
        },
        makeReportDecoder: @escaping ReportDecoderMaker
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        link = .hid
        self.matches = matches
        feedback = Feedback()
        self.reportFeedback = reportFeedback
        makeDecoder = { _ in DeafDecoder() }
        self.makeReportDecoder = makeReportDecoder
    }
}

/// The commands for the beeper or light of a device on a serial line.
public struct Feedback: Sendable, Equatable {
    public var accept: Bytes<64>
    public var reject: Bytes<64>

    public init(accept: Bytes<64> = Bytes(), reject: Bytes<64> = Bytes()) {
        self.accept = accept
        self.reject = reject
    }
}

/// The reports for the beeper or light of a HID device, in order; empty where it has none.
public struct ReportFeedback: Sendable, Equatable {
    public var accept: [HIDCommand]
    public var reject: [HIDCommand]

    public init(accept: [HIDCommand] = [], reject: [HIDCommand] = []) {
        self.accept = accept
        self.reject = reject
    }
}

/// Stands where a HID driver was put on a serial line: what comes there is not for it.
private struct DeafDecoder: Decoder {
    mutating func decode(
        _ bytes: borrowing Span<UInt8>, at now: Instant, into output: inout DecoderOutput
    ) {
        if !bytes.isEmpty { output.report(.badFrame) }
    }

    mutating func spoil(at now: Instant, into output: inout DecoderOutput) {}
}
