public import Identity

/// Decodes a reader in keyboard mode: it presses keys, and what it types is a scan or a swipe.
///
/// Enter ends a scan, and a Tab after which nothing more comes; a reader without either is heard
/// until it is silent. Lines that belong together, as a licence's or the tracks of one swipe, also
/// end with a silence. A lost report or an unknown key drops the whole scan.
public struct KeyboardDecoder: Decoder {
    private enum Phase {
        case between, typing
        /// Several lines that belong together.
        case lines
        /// Dropped: its end is awaited.
        case dropping
        /// Lines that belong together were dropped: a silence is awaited.
        case droppingLines
    }

    /// How long a scan without its end may stay silent.
    public static let silence = Duration.seconds(1)

    private var assembler: ReportAssembler
    private let keys: [KeyReport]
    private let lights: KeyboardLights?
    private var typing: KeyTyping
    private let typed: TypedText
    private let affixes: Affixes
    private let ends: KeyboardEnd
    /// The keys that are down, by the report that has them.
    private var pressed: [KeyReport.KeySet]
    private var modifiers = KeyReport.Modifiers()
    private var text = Bytes<2112>()
    private var phase = Phase.between
    private var lastReport = Instant(nanoseconds: 0)

    /// - Parameters:
    ///   - layout: The layout that the reader was set to type for.
    ///   - reads: What it reads when it types no tracks: barcodes, or tags.
    ///   - number: How it writes the number of a key or tag, where that is all it types.
    public init(
        _ descriptor: ReportDescriptor, layout: KeyboardLayout = .us, ends: KeyboardEnd = .auto,
        reads: ReadingKind = .barcode, preamble: Bytes<16> = Bytes(),
        postamble: Bytes<16> = Bytes(), codes: CodeProfile = .aim, lrc: TrackLRC = .auto,
        options: LabelOptions = LabelOptions(), number: KeyForm? = nil
    ) throws(ClaimError) {
        keys = try KeyReport.all(in: descriptor)
        lights = KeyboardLights(descriptor)
        pressed = Array(repeating: KeyReport.KeySet(), count: keys.count)
        assembler = try ReportAssembler(descriptor)
        typing = KeyTyping(layout)
        typed = TypedText(
            kind: number?.kind ?? reads, labels: LabelText(codes: codes, options: options),
            lrc: lrc,
            number: number)
        affixes = Affixes(preamble: preamble, postamble: postamble)
        self.ends = ends
    }

    public var deadline: Instant? {
        if let deadline = assembler.deadline { return deadline }
        if phase == .lines { return lastReport + LabelFramer.linesSilence }
        guard phase == .typing else { return nil }
        return lastReport + (endsWithSilence ? KeyboardEnd.quiet : Self.silence)
    }

    /// A reader that follows the Caps Lock light types small letters for capitals while it is lit,
    /// and the host's last word may have lit it.
    public mutating func opened(at now: Instant, into output: inout Output) {
        // Ready without them: a reader that has no such lights refuses the report.
        output.state(.ready)
        sendLights(&output)
    }

    private func sendLights(_ output: inout Output) {
        if let lights { output.send(lights.command(typing.locks)) }
    }

    public mutating func receive(
        _ bytes: borrowing Span<UInt8>, on channel: Channel, at now: Instant,
        into output: inout Output
    ) {
        do throws(Fault) {
            try assembler.expire(at: now, before: bytes)
        } catch {
            drop(error, &output)
            phase = .between
        }
        expire(at: now, &output)
        do throws(Fault) {
            guard try assembler.take(bytes, at: now) == .report else { return }
        } catch {
            lastReport = now
            return drop(error, &output)
        }
        // Other reports, such as those of volume keys, say nothing of a scan.
        guard let place = keys.firstIndex(where: { $0.reportID == assembler.reportID }) else {
            return assembler.removeAll()
        }
        lastReport = now
        let locks = typing.locks
        take(place, &output)
        if typing.locks != locks { sendLights(&output) }
    }

    public mutating func inputDamaged(at now: Instant, into output: inout Output) {
        assembler.removeAll()
        lastReport = now
        drop(.truncated, &output)
    }

    private mutating func expire(at now: Instant, _ output: inout Output) {
        let quiet = now - lastReport
        switch phase {
        case .between: break
        case .dropping where quiet >= Self.silence: phase = .between
        case .droppingLines where quiet >= LabelFramer.linesSilence: phase = .between
        case .lines where quiet >= LabelFramer.linesSilence: finish(&output)
        case .typing where endsWithSilence && quiet >= KeyboardEnd.quiet: finish(&output)
        case .typing where quiet >= Self.silence:
            drop(.truncated, &output)
            phase = .between
        case .typing, .lines, .dropping, .droppingLines: break
        }
    }

    /// Whether what was typed so far is a scan if nothing more comes.
    private var endsWithSilence: Bool {
        switch ends {
        case .silence: true
        case .auto: !text.isEmpty && text[text.count - 1] == Control.tab
        case .enter, .tab: false
        }
    }

    /// Takes the keys of one of the reports.
    private mutating func take(_ place: Int, _ output: inout Output) {
        let report = assembler.report
        assembler.removeAll()
        var down = KeyReport.KeySet()
        var new = Bytes<64>()
        let before = pressed[place]
        let held = keys[place].read(report.span) { usage in
            if !before.contains(usage), !down.contains(usage) { new.append(usage) }
            down.insert(usage)
        }
        for usage in KeyReport.lostKeys where down.contains(usage) {
            // What is down now is not known; the next report tells.
            return drop(.readError, &output)
        }
        pressed[place] = down
        if keys[place].hasModifiers { modifiers = held }
        add(typing.modifiers(modifiers), &output)
        for index in 0..<new.count { add(typing.press(new[index], modifiers), &output) }
        if new.overflowed { drop(.readError, &output) }
    }

    private mutating func add(_ stroke: KeyTyping.Stroke, _ output: inout Output) {
        switch stroke {
        case .nothing: break
        case .character(let scalar): append(scalar, &output)
        case .characters(let first, let second):
            append(first, &output)
            append(second, &output)
        case .enter where ends == .tab: append("\r", &output)
        case .tab where ends == .enter || ends == .auto: append("\t", &output)
        case .enter where opensLines:
            append("\r", &output)
            if phase == .typing { phase = .lines }
        case .enter where phase == .droppingLines, .tab where phase == .droppingLines: break
        case .enter, .tab:
            if phase == .dropping { phase = .between }
            finish(&output)
        case .special where phase == .between: break
        case .special, .unknown: drop(.badCharacter, &output)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ output: inout Output) {
        guard !isDropping else { return }
        if phase == .lines, let byte = UInt8(exactly: scalar.value),
            text.span.endsLines(before: byte, after: affixes.preamble.count)
        {
            finish(&output)
        }
        // A terminator's second half, or one that stands alone.
        if text.isEmpty, scalar == "\t" || scalar == "\r" { return }
        if phase == .between { phase = .typing }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { text.append(byte) }
        if text.overflowed { drop(.tooLong, &output) }
    }

    private mutating func finish(_ output: inout Output) {
        defer {
            text.removeAll()
            typing.reset()
            phase = .between
        }
        while endsWithTab || phase == .lines && text.span.last.map({ $0 < 0x20 }) == true {
            text.truncate(to: text.count - 1)
        }
        guard phase == .typing || phase == .lines, !text.isEmpty else { return }
        do throws(Fault) {
            let body = try affixes.body(of: text.span)
            guard !body.isEmpty else { throw .badLength }
            guard text.span.areLinesOfOne(after: affixes.preamble.count) else { throw .badFrame }
            try typed.read(text.span.extracting(body), into: &output)
        } catch {
            output.report(error, of: typed.kind(of: text.span))
        }
    }

    private var isDropping: Bool { phase == .dropping || phase == .droppingLines }

    /// Whether the line that ends now is one of several that belong together.
    private var opensLines: Bool {
        phase == .lines || phase == .typing && text.span.opensLines(after: affixes.preamble.count)
    }

    private var endsWithTab: Bool {
        ends == .auto && !text.isEmpty && text[text.count - 1] == Control.tab
    }

    /// Drops the scan, once, up to its end.
    private mutating func drop(_ fault: Fault, _ output: inout Output) {
        let kind = typed.kind(of: text.span)
        text.removeAll()
        typing.reset()
        // A key whose release was lost would look held for ever.
        for place in pressed.indices { pressed[place] = KeyReport.KeySet() }
        guard !isDropping else { return }
        phase = phase == .lines ? .droppingLines : .dropping
        output.report(fault, of: kind)
    }
}
