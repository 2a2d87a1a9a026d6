import Foundation
import Testing

@testable import Directory

/// `kill -9` at random moments of an import. `LANEID_KILLS` says how often; `make kill-test` 1,000 times.
@Suite struct ImportKillTests {
    private let scratch: ScratchFolder
    private let directory: String
    private let files: [[String]]

    init() throws {
        scratch = try ScratchFolder()
        directory = scratch.path("d.sqlite")
        let sample = Program.repository("Fixtures/directory/core-sample")
        let old = try String(contentsOfFile: "\(sample)/custdata.csv", encoding: .utf8)
        let new = old.split(separator: "\n").map { row in
            var fields = row.split(separator: ",", omittingEmptySubsequences: false)
            fields[3] = "Zz"
            return fields.joined(separator: ",")
        }.joined(separator: "\n")
        var files: [[String]] = []
        for (name, text) in [("old", old), ("new", new)] {
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: name), withIntermediateDirectories: true)
            files.append(
                [try scratch.file("\(name)/custdata.csv", text), "\(sample)/memberCards.csv"])
        }
        self.files = files
    }

    /// Runs the tool, killed after so many seconds.
    private func run(_ words: [String], killedAfter seconds: Double) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["--signal=KILL", String(seconds), Program.folder.appending(path: "laneid").path]
            + words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    /// 0 where the directory is as the first files say, 1 where as the second; nil for anything else.
    private func state() throws -> Int? {
        let open = try CustomerDirectory(path: directory, access: .lookUp)
        guard try open.check().allSatisfy(\.isNotice) else { return nil }
        let database = try open.database()
        let counts = try ["customer", "shopper", "identifier"].map {
            try database.integer("SELECT count(*) FROM \($0)")
        }
        guard counts == [845, 1000, 281] else { return nil }
        let new = try database.integer("SELECT count(*) FROM customer WHERE name LIKE 'Zz%'")
        let found = try open.search("Zz", limit: 1).count
        open.endBurst()
        return new == 845 && found == 1 ? 1 : new == 0 && found == 0 ? 0 : nil
    }

    @Test func `An import that is killed at any moment leaves the old state or the new, undamaged`()
        throws
    {
        let place = ["--directory", directory]
        let first = try Program.tool.run(["directory", "import"] + place + files[0])
        try #require(first.code == 0, "\(first.errors)")
        let began = ContinuousClock.now
        try #require(try Program.tool.run(["directory", "import"] + place + files[1]).code == 0)
        let whole = began.duration(to: .now) / .seconds(1)
        var random = SystemRandomNumberGenerator()
        var changed = 0
        var before = try state()
        for round in 0..<KillTests.kills {
            let next = files[round % 2]
            let after = Double.random(in: 0.001...whole * 1.2, using: &random)
            if round % 3 == 2 {
                let prepared = try Program.tool.run(
                    ["directory", "import", "prepare"] + place + next)
                #expect(prepared.code == 0, "\(prepared.errors)")
                try run(["directory", "import", "execute"] + place, killedAfter: after)
            } else {
                try run(["directory", "import"] + place + next, killedAfter: after)
            }
            let now = try state()
            try #require(now != nil, "after \(round) kills, the last after \(after) s")
            #expect(now == before || now == round % 2, "neither old nor new")
            if now != before { changed += 1 }
            before = now
        }
        // Whatever happened, the next import does its work.
        let last = try Program.tool.run(["directory", "import"] + place + files[1])
        #expect(last.code == 0, "\(last.errors)")
        #expect(try state() == 1)
        print(
            "import kill test: \(KillTests.kills) kills within \(whole * 1.2) s: \(changed) imports had "
                + "been done by then, \(KillTests.kills - changed) left the directory as it was")
    }
}
