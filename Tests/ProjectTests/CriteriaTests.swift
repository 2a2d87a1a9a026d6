import Testing

/// The directory's README says which test shows which criterion of the specification.
@Suite struct CriteriaTests {
    /// A line of the table: ids, what they ask for, and the suites, or why there is none.
    struct Row: CustomTestStringConvertible, Sendable {
        var ids: [String]
        var suites: [String]
        var isElsewhere: Bool

        var testDescription: String { ids.joined(separator: ", ") }
    }

    static let rows: [Row] = {
        let lines = (try? Repository.File("Sources/Directory/README.md").lines()) ?? []
        return lines.compactMap { line in
            guard let match = line.wholeMatch(of: /\| ((?:[HCTM]-\d+(?:, )?)+) \|.*\| (.+) \|/)
            else { return nil }
            return Row(
                ids: match.1.matches(of: /[HCTM]-\d+/).map { String($0.0) },
                suites: match.2.matches(of: /`(\w+)`/).map { String($0.1) },
                isElsewhere: match.2.hasPrefix("not here: "))
        }
    }()

    /// The criteria whose tests each suite holds.
    static let tested: [String: Set<String>] = {
        var found: [String: Set<String>] = [:]
        for file in Repository.tests {
            let text = (try? file.text()) ?? ""
            let ids = text.matches(of: /@Test\(\s*"([HCTM]-\d+):/).map { String($0.1) }
            // `ImportTests+Deletes.swift` holds more of the suite `ImportTests`.
            let suite = file.path.split(separator: "/").last?.prefix { !"+.".contains($0) } ?? ""
            if !ids.isEmpty { found[String(suite), default: []].formUnion(ids) }
        }
        return found
    }()

    @Test("The table has each criterion of the specification once")
    func complete() {
        let expected =
            (1...11).map { "H-\($0)" } + (1...14).map { "C-\($0)" } + (1...19).map { "T-\($0)" }
            + ["M-1", "M-2", "M-3", "M-4", "M-17", "M-18", "M-19"]
        #expect(Self.rows.flatMap(\.ids) == expected)
    }

    @Test("Each suite that the table names has a test of the criterion", arguments: rows)
    func shown(_ row: Row) {
        #expect(row.isElsewhere == row.suites.isEmpty, "neither a suite nor why there is none")
        for id in row.ids {
            for suite in row.suites where Self.tested[suite]?.contains(id) != true {
                Issue.record("\(suite) has no test whose name begins with \(id)")
            }
        }
    }

    @Test("Each test of a criterion is in the table", arguments: tested.keys.sorted())
    func listed(_ suite: String) {
        for id in Self.tested[suite] ?? [] {
            let row = Self.rows.first { $0.ids.contains(id) }
            #expect(
                row?.suites.contains(suite) == true, "the table does not name \(suite) at \(id)")
        }
    }
}
