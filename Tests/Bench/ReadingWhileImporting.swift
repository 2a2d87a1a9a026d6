import Directory
import Foundation
import Identity
import Synchronization
import Transport

/// A card that is read every 20 ms while the whole directory is imported ten times: how long a read takes then.
struct ReadingWhileImporting {
    let programs: Programs
    private static let imports = 10
    private static let mostMilliseconds = 50.0
    /// What an import itself may make a reader wait.
    private static let leastWait = 5.0

    /// How the imports fare, which another thread runs.
    private final class Progress: Sendable {
        let isDone = Atomic<Bool>(false)
        let failure = Mutex<String?>(nil)
    }

    func run() throws -> [Figure] {
        let cards = programs.scratch.appending(path: "memberCards.csv")
        var text = ""
        for number in 1...Member.count { text += "\(number),\(Member(number: number).card)\n" }
        try Data(text.utf8).write(to: cards)
        text = ""
        // Each hundredth customer is another in each import.
        let states = try ["a", "b"].map { state in
            let folder = programs.scratch.appending(path: state)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: "custdata.csv")
            try Importing(programs: programs).writeRows(to: file) { number in
                number % 100 == 0 && state == "b" ? "Other" : nil
            }
            return file.path
        }
        programs.remove("reading.sqlite")
        let directory = programs.file("reading.sqlite")
        try programs.run(
            "laneid", ["directory", "import", "--directory", directory, states[0], cards.path])
        let progress = Progress()
        let runner = programs
        Thread.detachNewThread {
            do {
                for round in 1...Self.imports {
                    try runner.run(
                        "laneid",
                        [
                            "directory", "import", "--directory", directory, states[round % 2],
                            cards.path,
                        ])
                }
            } catch {
                progress.failure.withLock { $0 = "\(error)" }
            }
            progress.isDone.store(true, ordering: .releasing)
        }
        let reads = try read(directory, until: progress)
        if let failure = progress.failure.withLock({ $0 }) { throw BenchError(failure) }
        programs.remove("reading.sqlite")
        for path in states + [cards.path] { try? FileManager.default.removeItem(atPath: path) }
        let sorted = reads.milliseconds.sorted()
        let slowest = sorted.last ?? 0
        let late = sorted.count { $0 > Self.leastWait }
        return [
            Figure(
                "slowest of \(Double(sorted.count).whole) reads, every 20 ms, during \(Self.imports) imports of \(Double(Member.count).whole) customers",
                "\(slowest.hundredths) ms", "≤ 50 ms", met: slowest <= Self.mostMilliseconds),
            Figure(
                "of these wrong; over 5 ms", "\(reads.wrong); \(late)", "0; 0",
                met: reads.wrong == 0 && late == 0),
        ]
    }

    /// Reads a card every 20 ms, each time another: how long it took, and how many did not find their customer.
    private func read(
        _ path: String, until progress: Progress
    ) throws -> (milliseconds: [Double], wrong: Int) {
        let directory = try CustomerDirectory(path: path, access: .lookUp)
        var milliseconds: [Double] = []
        var (wrong, number) = (0, 100)
        while !progress.isDone.load(ordering: .acquiring) {
            let member = Member(number: number)
            number = (number + 7_900) % Member.count + 1
            let card = Identifier(kind: .barcodeCard, member.card)
            let start = Instant.now
            let holder = try directory.holder(of: card)
            directory.endBurst()
            milliseconds.append(Double((Instant.now - start).inNanoseconds) / 1e6)
            if case .customer(let found) = holder,
                String(found.customer.number) == String(member.number)
            {
                // Found.
            } else {
                wrong += 1
            }
            usleep(20_000)
        }
        return (milliseconds, wrong)
    }
}
