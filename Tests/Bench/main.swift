import Foundation

/// Measures LaneID on this machine; see docs/benchmarks.md.
///
///     bench [--markdown] [--swift VERSION] [PART…]
///
/// The parts are `end-to-end`, `slow-client`, `in-process`, `directory`, `import`, `reading` and
/// `idle`; all of them when none is named.
let words = CommandLine.arguments.dropFirst()
let parts: [(name: String, run: (Programs) throws -> [Figure])] = [
    ("end-to-end", { try EndToEnd(programs: $0).run() }),
    ("slow-client", { try SlowNeighbour(programs: $0).run() }),
    ("in-process", { try InProcess(programs: $0).run() }),
    ("directory", { try DirectoryAtSize(programs: $0).run() }),
    ("idle", { try Idle(programs: $0).run() }),
    ("import", { try Importing(programs: $0).run() }),
    ("reading", { try ReadingWhileImporting(programs: $0).run() }),
]

do {
    let programs = try Programs()
    let wanted = words.filter { word in parts.contains { $0.name == word } }
    try Customers(programs: programs).prepare()
    var table = Table()
    for part in parts where wanted.isEmpty || wanted.contains(part.name) {
        FileHandle.standardError.write(Data("measuring: \(part.name)\n".utf8))
        table.figures += try part.run(programs)
    }
    let version = words.firstIndex(of: "--swift").flatMap { index in
        words.indices.contains(index + 1) ? words[index + 1] : nil
    }
    print("Measured on \(Machine(swift: version ?? "of unknown version").description).\n")
    print(words.contains("--markdown") ? table.markdown : table.plain)
} catch {
    FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
    exit(1)
}
