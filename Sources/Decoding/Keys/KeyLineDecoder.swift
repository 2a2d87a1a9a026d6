public import Identity

/// Decodes readers that send a key's or tag's number as a line of text.
///
/// A reader that repeats a tag as long as it lies there gives one presentation, and one removal
/// when it has fallen silent. Of one that says a number once, nobody knows when the tag was taken
/// away.
public struct KeyLineDecoder: Decoder {
    /// What a line holds.
    public enum Content: Sendable {
        /// Ten hexadecimal digits of an EM4100 and two of their exclusive or.
        case checkedTag
        case wiegand(WiegandLine, WiegandFormat?)
        case number(KeyForm)
    }

    private let content: Content
    private var framer: KeyFramer
    private var present: PresentKeys
    private let saysRemoval: Bool

    /// - Parameters:
    ///   - silence: After so long a tag is gone that the reader repeats.
    ///   - saysRemoval: Whether silence after a repeated tag is its removal.
    public init(_ content: Content, silence: Duration, saysRemoval: Bool = false) {
        self.content = content
        self.saysRemoval = saysRemoval
        framer = KeyFramer(silence: silence)
        present = PresentKeys(silence: silence)
    }

    /// RDM6300, RDM630, ID-12LA and ID-20LA.
    public static var rdm6300: KeyLineDecoder {
        KeyLineDecoder(.checkedTag, silence: .milliseconds(500), saysRemoval: true)
    }

    public var deadline: Instant? {
        [framer.deadline, present.deadline].compactMap(\.self).min()
    }

    public var isMidMessage: Bool { !framer.isIdle }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        act(on: framer.expire(at: now), at: now, &output)
        let (kind, isRemoval) = (kind, saysRemoval && present.repeats)
        present.expire(at: now) { text in
            if isRemoval { output.removed(kind, text: text.span) }
        }
        for index in bytes.indices {
            act(on: framer.take(bytes[index], at: now), at: now, &output)
        }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        act(on: framer.inputDamaged(at: now), at: now, &output)
    }

    private var kind: ReadingKind {
        if case .number(let form) = content { form.kind } else { .contactless }
    }

    private mutating func act(
        on step: KeyFramer.Step, at now: Instant, _ output: inout Output
    ) {
        switch step {
        case .pending: break
        case .fault(let fault): report(fault, &output)
        case .line:
            do throws(Fault) {
                let reading = try reading(framer.text.span)
                if present.see(Bytes(reading.text.span), at: now) { output.emit(reading) }
            } catch {
                report(error, &output)
            }
            framer.removeAll()
        }
    }

    /// A tag at the edge of the field is read well and badly by turns: while one is there, what
    /// does not check is noise.
    private func report(_ fault: Fault, _ output: inout Output) {
        if present.isEmpty { output.report(fault, of: kind) }
    }

    private func reading(_ line: borrowing Span<UInt8>) throws(Fault) -> Reading {
        switch content {
        case .number(let form): return try form.reading(line)
        case .wiegand(let form, let format):
            let text = try form.number(line, format).checkedText()
            return .key(text.span, kind: .contactless, entryMode: .rfid)
        case .checkedTag:
            guard line.count == 12 else { throw .badLength }
            guard let value = line.hexadecimalValue else { throw .badCharacter }
            let sum = (0..<6).reduce(UInt8(0)) { $0 ^ UInt8(truncatingIfNeeded: value >> ($1 * 8)) }
            guard sum == 0, let tag = TagNumber(value >> 8, .whole) else { throw .badChecksum }
            if let fault = tag.fault { throw fault }
            return .key(tag.text.span, kind: .contactless, entryMode: .rfid)
        }
    }
}
