import Identity
import Recognition
import Simulator

extension TestedItem {
    /// Some lines for the person at the reader.
    func text(_ number: Int, _ console: Console) -> String {
        var lines: [String] = []
        if let fault {
            let words = sentence.map { "\(fault): \($0)" } ?? fault
            lines.append("\(number)  \(console.coloured("bad", .red))   \(words.harmless)")
        } else if let reading {
            let word =
                event?.fault == nil
                ? console.coloured("good", .green) : console.coloured("bad", .red)
            lines.append("\(number)  \(word)  \(reading.words.harmless)")
            lines += reading.texts.map { "     " + $0.harmless }
        } else if let raw {
            return raw.text
        } else if let command {
            return "     to the reader: \(command.harmless)"
        }
        if let judgement = `guard` { lines.append("     guard: \(judgement.harmless)") }
        lines += (rules ?? []).map { "     " + $0.words.harmless }
        lines.append("     " + outcome(console))
        return lines.joined(separator: "\n")
    }

    private func outcome(_ console: Console) -> String {
        guard let event else { return "no event: a rule says to ignore it" }
        let kind = OutcomeKind(rawValue: event.outcome)
        let name = console.coloured(event.outcome.harmless, kind?.colour ?? .plain)
        let says = event.sentence.harmless
        return "the lane would get: " + (says.isEmpty ? name : "\(name): \(says)")
    }
}

extension TestedItem.Reading {
    /// `magstripe`, `barcode, ean13, 13 characters`.
    fileprivate var words: String {
        var words = [kind]
        if let symbology { words.append(symbology) }
        if gs1 == true { words.append("GS1") }
        if let length, masked != nil { words.append("\(length) characters") }
        return words.joined(separator: ", ")
    }

    /// The masked text, line by line; nothing of what may not be shown.
    fileprivate var texts: [String] {
        if withheld == true { return [] }
        if let masked { return ["text: \(masked)"] }
        return (1...3).compactMap { number in
            if let text = track(number) { return "track \(number): \(text)" }
            return isUnreadable(number) ? "track \(number): could not be decoded" : nil
        }
    }
}

extension TestedItem.Raw {
    /// A line for each piece: seconds since the test began, and the bytes.
    fileprivate var text: String {
        guard let pieces else { return "     raw: \(length) bytes, which may not be shown" }
        return pieces.map { piece in
            let milliseconds = String(piece.ms % 1000)
            let zeros = String(repeating: "0", count: 3 - milliseconds.count)
            return "     \(piece.ms / 1000).\(zeros)\(milliseconds) s  \(piece.bytes.harmless)"
        }.joined(separator: "\n")
    }
}

extension TestedItem.Rule {
    fileprivate var words: String {
        var line = "rule \"\(rule)\""
        if let form { line += " on \(form)" }
        if let track { line += " of track \(track)" }
        if let on { line += " \(on)" }
        guard matched else {
            return line + ": " + (why.flatMap(Mismatch.init(rawValue:))?.sentence ?? why ?? "no")
        }
        return line + (gives.map { ": matched, gives \($0)" } ?? ": matched")
    }
}
