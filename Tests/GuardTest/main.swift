import Foundation
import GuardTrial

/// Tries the payment-card guard; see docs/benchmarks.md.
///
///     guard-test [--markdown] [--count N] [--seed N]
let words = Array(CommandLine.arguments.dropFirst())

func number(_ option: String, otherwise value: Int) -> Int {
    guard let place = words.firstIndex(of: option), place + 1 < words.count else { return value }
    return Int(words[place + 1]) ?? value
}

let count = number("--count", otherwise: 1_000_000)
let seed = UInt64(number("--seed", otherwise: 1))
let isMarkdown = words.contains("--markdown")

func percent(_ rate: GuardTrial.Rate) -> String {
    rate.wrong == 0 ? "0" : String(format: "%.3f %%", rate.share * 100)
}

func table(_ heads: [String], _ rows: [[String]]) {
    if isMarkdown {
        print("| \(heads.joined(separator: " | ")) |")
        print("| --- |\(String(repeating: " ---: |", count: heads.count - 1))")
        for row in rows { print("| \(row.joined(separator: " | ")) |") }
    } else {
        let widths = heads.indices.map { column in
            ([heads] + rows).map { $0[column].count }.max() ?? 0
        }
        for row in [heads] + rows {
            let cells = row.indices.map { column in
                let pad = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + pad : pad + row[column]
            }
            print(cells.joined(separator: "  "))
        }
    }
    print("")
}

let (forms, carriers) = GuardTrial.embeddings(count: count, seed: seed)
for (head, rates) in [("Card number", forms), ("On", carriers)] {
    table(
        [head, "tried", "fault", "got through", ""],
        rates.map { ["\($0.name)", "\($0.count)", "\($0.unread)", "\($0.wrong)", percent($0)] })
}
if !isMarkdown {
    for form in forms {
        if let example = form.example { print("\(form.name): \(example.debugDescription)") }
    }
    print("")
}
let honest = GuardTrial.honestNumbers(count: count, seed: seed)
table(
    ["Honest number", "tried", "fault", "lost as a card", "as a payment code", ""],
    honest.map {
        [
            "\($0.name)", "\($0.count)", "\($0.unread)", "\($0.wrong - $0.codes)", "\($0.codes)",
            percent($0),
        ]
    })
