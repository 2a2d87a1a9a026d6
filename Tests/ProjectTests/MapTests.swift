import Foundation
import Testing

/// The map of the code tells the truth.
@Suite struct MapTests {
    private static let map = Repository.File("Sources/README.md")

    @Test func `Each file that the map names is there`() throws {
        let named = try Self.map.text().matches(of: /`([A-Z]\w+(?:\/[\w+]+)+\.swift)`/)
        #expect(named.count >= 10)
        for match in named {
            #expect(Repository.File("Sources/\(match.1)").exists, "\(match.1)")
        }
    }

    @Test func `Each station of a reading's way is a function of the room beside it`() throws {
        let sources = Repository.sources
        let rows = try Self.map.lines().filter { $0.hasPrefix("| ") && $0.contains("`") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .filter { $0.count == 3 && Int($0[0]) != nil }
        #expect((1...20).contains(rows.count))
        for row in rows {
            let rooms = row[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let texts = try sources.filter { rooms.contains($0.target) }.map { try $0.text() }
            for name in row[1].matches(of: /`(\w+)\.(\w+)[^`]*`/) {
                let function = try Regex("func \(name.2)\\b")
                #expect(
                    texts.contains {
                        $0.contains(try! Regex("\\b\(name.1)\\b")) && $0.contains(function)
                    }, "\(name.0) is not in \(row[2])")
            }
        }
    }

    @Test func `Each Architecture Invariant names a test that there is`() throws {
        let text = try Self.map.text().replacing("\n", with: " ")
        let invariants = text.components(separatedBy: "Architecture Invariant:").dropFirst()
        #expect(invariants.count >= 10)
        let suites = Set(
            Repository.tests.map { $0.path.split(separator: "/").last.map(String.init) ?? "" })
        for invariant in invariants {
            let name = invariant.firstMatch(of: /\(`(\w+)`\)/)
            #expect(
                name.map { suites.contains("\($0.1).swift") } == true,
                "no test: \(invariant.prefix(80))")
        }
    }
}
