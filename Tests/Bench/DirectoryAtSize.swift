import Directory
import Foundation
import Glibc
import Identity
import TestSupport
import Transport

/// A directory of a million customers with three identifiers each: how it is made, how large it is,
/// and how fast it answers.
struct DirectoryAtSize {
    let programs: Programs
    private static let file = "three-each.sqlite"
    /// How many customers a shop sees again and again.
    private static let regulars = 10_000
    private static let searches = [
        "a", "be", "kel", "steinsen", "ana ste", "j vo", "v jon", "zoran wald", "quistova",
    ]

    func run() throws -> [Figure] {
        let rows = programs.scratch.appending(path: "three-each.csv")
        try writeRows(to: rows)
        programs.remove(Self.file)
        let path = programs.file(Self.file)
        let start = Instant.now
        try programs.run("laneid", ["directory", "import", "--directory", path, rows.path])
        let seconds = Double((Instant.now - start).inNanoseconds) / 1e9
        // Of all programs that ran so far the import is the largest.
        var usage = rusage()
        unsafe getrusage(Int32(RUSAGE_CHILDREN.rawValue), &usage)
        let memory = Double(usage.ru_maxrss) / 1024
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        defer {
            programs.remove(Self.file)
            try? FileManager.default.removeItem(at: rows)
        }
        let directory = try CustomerDirectory(path: path, access: .lookUp)
        let regulars = try resolving(directory, among: Self.regulars)
        let anybody = try resolving(directory, among: Member.count)
        let search = try searching(directory)
        let identifiers = (3 * Double(Member.count)).whole
        let rate = Double(Member.count) / seconds
        return [
            Figure(
                "import of \(Double(Member.count).whole) customers with \(identifiers) identifiers",
                "\(rate.whole) rows/s, \((4 * rate).whole) customers and identifiers/s"),
            Figure("its file", "\((Double(size?.int64Value ?? 0) / 1_048_576).short) MB"),
            Figure("memory of the import, at most", "\(memory.short) MB"),
            Figure(
                "who holds a card of \(Double(Self.regulars).whole) that come again, median",
                "\(regulars.short) µs", "≤ 5 µs", met: regulars <= 5),
            Figure("who holds one of all at random, median", "\(anybody.short) µs"),
            Figure(
                "the first 20 of a name, median", "\((search.median / 1000).hundredths) ms"),
            Figure(
                "the first 20 of a name, slowest of \(Self.searches.count) names",
                "\((search.slowest / 1000).hundredths) ms", "≤ 5 ms", met: search.slowest <= 5000),
        ]
    }

    /// The median of a look-up in microseconds, after as many to warm up.
    /// - Parameter count: How many customers come, each with one of the three.
    private func resolving(_ directory: CustomerDirectory, among count: Int) throws -> Double {
        var draw = SeededGenerator(seed: 6)
        var times: [Int64] = []
        for round in 0..<200_000 {
            let member = draw.member(among: count)
            let identifier =
                switch member.number / 100 % 3 {
                case 0: Identifier(kind: .barcodeCard, member.card)
                case 1: Identifier(kind: .magneticCard, member.stripe)
                default: Identifier(kind: .electronicKey, member.key)
                }
            let start = Instant.now
            let holder = try directory.holder(of: identifier)
            let time = (Instant.now - start).inNanoseconds
            guard case .customer = holder else { throw BenchError("a card has no holder") }
            if round >= 100_000 { times.append(time) }
            // As many as a turn takes when devices are busy.
            if round % 64 == 63 { directory.endBurst() }
        }
        directory.endBurst()
        return Double(times.sorted()[times.count / 2]) / 1000
    }

    /// In microseconds.
    private func searching(
        _ directory: CustomerDirectory
    ) throws -> (median: Double, slowest: Double) {
        var times: [Double] = []
        for round in 0..<20 {
            for text in Self.searches {
                let start = Instant.now
                let found = try directory.search(text, limit: 20)
                let time = Double((Instant.now - start).inNanoseconds) / 1000
                guard !found.isEmpty else { throw BenchError("nobody is called \(text)") }
                directory.endBurst()
                if round > 0 { times.append(time) }
            }
        }
        times.sort()
        return (times[times.count / 2], times[times.count - 1])
    }

    private func writeRows(to url: URL) throws {
        var text = "number,first,last,barcode,magstripe,key\n"
        text.reserveCapacity(80 * Member.count)
        for number in 1...Member.count {
            let member = Member(number: number)
            text += "\(number),\(member.firstName),\(member.lastName),\(member.card),"
            text += "\(member.stripe),\(member.key)\n"
        }
        try Data(text.utf8).write(to: url)
    }
}

extension Member {
    fileprivate var stripe: String { "8134" + card.suffix(7) }
    fileprivate var key: String { "29000000" + card.suffix(7) + "A" }
}
