import Decoding
import Gateway
import Identity
import LaneLink
import Recognition
import Simulator

/// One thing that a decoder gave, and what comes of it.
struct DecodedItem {
    /// What came: a reading's outward form, a fault, or a command to the device.
    enum Origin {
        case reading(ReadingForm)
        case fault(Fault)
        case command([UInt8])
    }

    var origin: Origin
    /// Nothing for a command.
    var result: Rehearsal.Result?

    /// What a reading may show before and after it was judged: kinds and lengths, never its text. The length of what
    /// may not be shown is not shown either.
    struct ReadingForm {
        var kind: ReadingKind
        var entryMode: EntryMode
        var symbology: Symbology?
        var isGS1: Bool
        var length: Int
        var tracks: [(number: Int, length: Int)]

        init(_ reading: Reading) {
            kind = reading.kind
            entryMode = reading.entryMode
            symbology = reading.symbology
            isGS1 = reading.isGS1
            length = reading.text.count
            let places = reading.tracks
            tracks = (1...3).compactMap { number in
                places[number].map { (number, $0.end - $0.start) }
            }
        }
    }

    private var isWithheld: Bool { result?.trace.verdict.map { $0 != .clear } ?? false }

    /// One line of JSON.
    var json: String {
        var line = LineBuffer()
        line.raw("{")
        switch origin {
        case .reading(let form): write(form, &line)
        case .fault(let fault):
            line.member("fault", word: fault.rawValue)
            line.member("sentence", string: fault.sentence)
        case .command(let bytes): line.member("command", string: bytes.hexadecimal)
        }
        if let result { write(result, &line) }
        line.raw("}")
        return String(line)
    }

    private func write(_ form: ReadingForm, _ line: inout LineBuffer) {
        line.key("reading")
        line.raw("{")
        line.member("kind", word: form.kind.rawValue)
        line.member("entryMode", word: form.entryMode.rawValue)
        if let symbology = form.symbology { line.member("symbology", word: symbology.rawValue) }
        if form.isGS1 { line.member("gs1", bool: true) }
        if !isWithheld {
            line.member("length", integer: Int64(form.length))
            for track in form.tracks {
                line.member("track\(track.number)", integer: Int64(track.length))
            }
        }
        line.raw("}")
    }

    private func write(_ result: Rehearsal.Result, _ line: inout LineBuffer) {
        if let verdict = result.trace.verdict { line.member("guard", string: verdict.sentence) }
        if !result.trace.steps.isEmpty {
            line.key("rules")
            line.raw("[")
            for (index, step) in result.trace.steps.enumerated() {
                line.raw(index == 0 ? "{" : ",{")
                step.write(&line)
                line.raw("}")
            }
            line.raw("]")
        }
        guard result.outcome != nil else { return line.member("ignored", bool: true) }
        line.key("event")
        line.raw("{")
        line.raw(result.event.span)
        line.raw("}")
    }

    /// Some lines for a person.
    func text(_ console: Console) -> String {
        var lines: [String] = []
        switch origin {
        case .reading(let form): lines.append(describe(form))
        case .fault(let fault): lines.append("fault \(fault.rawValue): \(fault.sentence)")
        case .command(let bytes): lines.append("to the reader: \(bytes.hexadecimal)")
        }
        guard let result else { return lines.joined() }
        if result.trace.verdict != nil {
            lines += result.trace.description.split(separator: "\n").map {
                "  " + String($0).harmless
            }
        }
        lines.append("  " + outcome(result, console))
        return lines.joined(separator: "\n")
    }

    private func describe(_ form: ReadingForm) -> String {
        var words = ["reading: \(form.kind.rawValue)"]
        if let symbology = form.symbology { words.append(symbology.rawValue) }
        if form.isGS1 { words.append("GS1") }
        if isWithheld { return words.joined(separator: ", ") }
        if form.tracks.isEmpty { words.append("\(form.length) bytes") }
        words += form.tracks.map { "track \($0.number) of \($0.length)" }
        return words.joined(separator: ", ")
    }

    private func outcome(_ result: Rehearsal.Result, _ console: Console) -> String {
        guard let outcome = result.outcome else { return "no event: a rule says to ignore it" }
        var line = LineBuffer()
        line.event(
            sequence: 0, previous: nil, stale: false, journaled: true, body: result.event.span)
        let name = console.coloured(outcome.rawValue, outcome.colour)
        guard case .event(let event)? = try? LaneMessage(line: line.bytes.dropLast()),
            !event.sentence.isEmpty
        else { return name }
        return "\(name): \(event.sentence.harmless)"
    }
}

extension Trace.Step {
    /// The step's members as JSON.
    fileprivate func write(_ line: inout LineBuffer) {
        line.member("rule", string: name)
        if let form { line.member("form", word: form.rawValue) }
        if let track { line.member("track", integer: Int64(track)) }
        if form != nil { line.member("on", string: text.masked.span) }
        switch result {
        case .matched(let value):
            line.member("matched", bool: true)
            if !value.isEmpty { line.member("gives", string: value.masked.span) }
        case .mismatch(let mismatch):
            line.member("matched", bool: false)
            line.member("why", word: mismatch.rawValue)
        }
    }
}

extension [UInt8] {
    /// Two capital hexadecimal digits a byte, a blank between bytes.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
