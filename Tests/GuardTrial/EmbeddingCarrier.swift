import Decoding
import Identity
import Recognition
import TestSupport

/// How a text comes to the guard.
enum EmbeddingCarrier: String, CaseIterable, Sendable {
    case scanner = "a scanner that names no symbology"
    case labelled = "a scanner that names the symbology"
    case keyboard = "a scanner in keyboard mode"
    case elements = "a scanner that says GS1"
    case swipe = "a stripe reader"
    case typedSwipe = "a stripe reader in keyboard mode"
    case typed = "what a cashier types"
    case chip = "a chip card's text"
    case tag = "a tag's text"

    static let texts: [EmbeddingCarrier] = [.scanner, .labelled, .keyboard, .typed, .chip, .tag]

    /// Identifiers of symbologies that hold such a text, EAN and UPC aside.
    private static let elementIdentifiers = ["]C1", "]Q3", "]d2", "]e0"]
    private static let identifiers = [
        "]C0", "]Q1", "]Q2", "]d1", "]L0", "]L2", "]z0", "]e1", "]h1", "]X0",
    ]

    /// Shows `body` what the reader gives of the text. Of a text that the carrier cannot hold it
    /// gives nothing.
    func read(
        _ text: String, _ random: inout SeededGenerator, _ readers: inout Readers,
        _ body: (borrowing ReadingView) -> Void
    ) {
        let bytes = Array(text.utf8)
        func show(_ kind: ReadingKind, _ mode: EntryMode) {
            body(ReadingView(Reading(kind: kind, entryMode: mode, text: bytes.span)))
        }
        switch self {
        case .scanner: readers.line(bytes, body)
        case .labelled: readers.line(Array(random.one(of: Self.identifiers).utf8) + bytes, body)
        case .elements:
            readers.line(Array(random.one(of: Self.elementIdentifiers).utf8) + bytes, body)
        case .keyboard, .typedSwipe: readers.keyboard(text, body)
        case .swipe: readers.stripe(bytes, body)
        case .typed: show(.barcode, .keyed)
        case .chip: show(.smartCard, .icc)
        case .tag: show(.contactless, .contactless)
        }
    }
}

/// One reader of each kind, used again and again.
struct Readers {
    private var output = Output()
    private var now = Instant(nanoseconds: 0)
    private var lines = LineDecoder()
    private var stripes = StripeDecoder()
    private var keys: KeyboardDecoder

    init() {
        let bytes = KeyPresses.descriptor
        guard let descriptor = try? ReportDescriptor(bytes.span),
            let decoder = try? KeyboardDecoder(descriptor)
        else { preconditionFailure("a boot keyboard's descriptor") }
        keys = decoder
    }

    mutating func line(_ bytes: [UInt8], _ body: (borrowing ReadingView) -> Void) {
        Self.feed(&lines, [bytes + [0x0D]], &now, &output)
        show(body)
    }

    mutating func stripe(_ bytes: [UInt8], _ body: (borrowing ReadingView) -> Void) {
        Self.feed(&stripes, [bytes + [0x0D]], &now, &output)
        show(body)
    }

    mutating func keyboard(_ text: String, _ body: (borrowing ReadingView) -> Void) {
        guard KeyPresses.canType(text) else { return }
        Self.feed(&keys, KeyPresses.us(text + "\n"), &now, &output)
        show(body)
    }

    /// Feeds a decoder and lets its time pass, so that no trial touches the next.
    private static func feed(
        _ decoder: inout some Decoder, _ reports: [[UInt8]], _ now: inout Instant,
        _ output: inout Output
    ) {
        for report in reports {
            decoder.receive(report.span, on: .data, at: now, into: &output)
            now = now + .milliseconds(1)
        }
        while let deadline = decoder.deadline {
            decoder.deadlinePassed(at: deadline, into: &output)
        }
        now = now + .seconds(10)
    }

    private mutating func show(_ body: (borrowing ReadingView) -> Void) {
        for action in output.actions {
            guard case .reading(let place) = action else { continue }
            output.withReading(at: place) { body(ReadingView($0)) }
        }
        output.removeAll()
    }
}
