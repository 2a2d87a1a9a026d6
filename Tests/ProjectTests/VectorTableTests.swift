import Testing

/// `Fixtures/VECTORS.md` says where each published vector is tested, and nothing else than what is
/// so.
@Suite struct VectorTableTests {
    /// A line of the table.
    struct Row: CustomTestStringConvertible, Sendable {
        var id: String
        var files: [String]
        var isElsewhere: Bool

        var testDescription: String { id }
    }

    static let rows: [Row] = {
        let lines = (try? Repository.File("Fixtures/VECTORS.md").lines()) ?? []
        return lines.compactMap { line in
            guard let match = line.wholeMatch(of: /\| (A\d+(?:\.\d+)?) \|.*\| (.+) \|/) else {
                return nil
            }
            return Row(
                id: String(match.1),
                files: match.2.matches(of: /`([^`]+)`/).map { String($0.1) },
                isElsewhere: match.2.hasPrefix("not here: "))
        }
    }()

    /// The vectors that each test and each capture names.
    static let named: [String: Set<String>] = {
        var found: [String: Set<String>] = [:]
        for file in Repository.tests + Repository.files(in: "Fixtures", ".capture") {
            let lists = ((try? file.text()) ?? "").matches(
                of: /[Vv]ectors? (A\d+(?:\.\d+)?(?:, A\d+(?:\.\d+)?)*)/)
            let ids = lists.flatMap { $0.1.split(separator: ", ").map { String($0) } }
            if !ids.isEmpty { found[file.path] = Set(ids) }
        }
        return found
    }()

    @Test("The table has each vector once")
    func complete() {
        // How many each group has; one without parts has no point in its name.
        let groups = [5, 5, 4, 1, 3, 0, 8, 0, 2, 0, 0, 0, 5, 0]
        let expected = zip(1..., groups).flatMap { group, count in
            count == 0 ? ["A\(group)"] : (1...count).map { "A\(group).\($0)" }
        }
        #expect(Self.rows.map(\.id) == expected)
    }

    @Test("Each file that the table names has the vector", arguments: rows)
    func shown(_ row: Row) {
        #expect(row.isElsewhere == row.files.isEmpty, "neither a file nor why there is none")
        for file in row.files where Self.named[file]?.contains(row.id) != true {
            Issue.record("\(file) names no vector \(row.id)")
        }
    }

    @Test("Each file that has a vector is in the table", arguments: named.keys.sorted())
    func listed(_ file: String) {
        for id in Self.named[file] ?? [] {
            let row = Self.rows.first { $0.id == id }
            #expect(row?.files.contains(file) == true, "the table does not name \(file) at \(id)")
        }
    }
}
