import Identity
import LaneLink
import Pipeline
import Recognition
import Simulator

extension JudgedItem {
    /// One line of JSON.
    var json: String {
        var line = LineBuffer()
        line.raw("{")
        write(into: &line)
        line.raw("}")
        return String(line)
    }

    /// Some lines for a person.
    func text(_ console: Console) -> String {
        var lines: [String] = []
        switch origin {
        case .reading(let form): lines.append(describe(form))
        case .fault(let fault): lines.append("fault \(fault.rawValue): \(fault.sentence)")
        case .notice: break
        case .command(let bytes): lines.append("to the reader: \(bytes.hexadecimal)")
        }
        guard let result else { return lines.joined() }
        if result.trace.judgement != nil {
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

    private func outcome(_ result: JudgedItem.Result, _ console: Console) -> String {
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
