/// A line of the table: what was measured, what came out, and what was promised.
struct Figure {
    var what: String
    var value: String
    /// Nil where nothing was promised.
    var target: Target?

    struct Target {
        var text: String
        var isMet: Bool
    }

    init(_ what: String, _ value: String, _ target: String? = nil, met: Bool = false) {
        self.what = what
        self.value = value
        self.target = target.map { Target(text: $0, isMet: met) }
    }

    var cells: [String] {
        [what, value, target?.text ?? "", target.map { $0.isMet ? "met" : "not met" } ?? ""]
    }
}

/// The figures of a run, as a table.
struct Table {
    static let heads = ["", "measured", "target", ""]
    var figures: [Figure] = []

    /// For a terminal.
    var plain: String {
        let rows = [Self.heads] + figures.map(\.cells)
        let widths = Self.heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { row[$0].padding(to: widths[$0]) }.joined(separator: "  ")
                .trimmingSpaces() + "\n"
        }.joined()
    }

    /// For docs/benchmarks.md.
    var markdown: String {
        let lines = [Self.heads, ["---", "--:", "--:", "---"]] + figures.map(\.cells)
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate func trimmingSpaces() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Double {
    /// With a decimal below ten: `7.4`, `74`.
    var short: String {
        self < 10 ? String(Double(Int(self * 10 + 0.5)) / 10) : (self + 0.5).whole
    }

    /// With two decimals: `1.38`.
    var hundredths: String { String(Double(Int(self * 100 + 0.5)) / 100) }

    /// Rounded down, in groups of three: `1,234,567`.
    var whole: String {
        var digits = String(Int(self))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
