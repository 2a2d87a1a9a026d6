import Directory
import Foundation
import Identity
import Synchronization
import Transport

/// A card that is read every 20 ms while the whole directory is imported ten times: how long it
/// takes from the scanner's port to the lane's socket then, and how long the look-up alone.
struct ReadingWhileImporting {
    let programs: Programs
    private static let imports = 10
    private static let maxMilliseconds = 50.0
    /// What an import itself may make a look-up wait.
    private static let leastWait = 5.0
    private static let file = "reading.sqlite"

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
        programs.remove(Self.file)
        let directory = programs.file(Self.file)
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
        programs.remove(Self.file)
        for path in states + [cards.path] { try? FileManager.default.removeItem(atPath: path) }
        return figures(reads)
    }

    private struct Reads {
        /// From port to lane, in milliseconds.
        var whole: [Double] = []
        var lookUps: [Double] = []
        var wrong = 0
    }

    /// Reads a card every 20 ms, each time another's.
    private func read(_ path: String, until progress: Progress) throws -> Reads {
        let scanner = try Pseudoterminal()
        let gateway = try programs.startGateway(ports: [scanner.path], directory: Self.file)
        defer {
            gateway.terminate()
            gateway.wait()
        }
        let lane = try Lane(path: programs.file("lane.sock"), end: 0x0A, of: gateway)
        try lane.subscribe()
        let directory = try CustomerDirectory(path: path, access: .lookUp)
        var reads = Reads()
        var number = 100
        while !progress.isDone.load(ordering: .acquiring) {
            let member = Member(number: number)
            number = (number + 7_900) % Member.count + 1
            var start = Instant.now
            _ = try scanner.write(member.label(.labelled))
            _ = try lane.awaitLine()
            reads.whole.append(Double((Instant.now - start).inNanoseconds) / 1e6)
            let customer = #""customer":{"number":"\#(member.number)","#
            var isRight =
                lane.text.contains(#""outcome":"identified""#) && lane.text.contains(customer)
            start = Instant.now
            let holder = try directory.holder(of: Identifier(kind: .barcodeCard, member.card))
            directory.endBurst()
            reads.lookUps.append(Double((Instant.now - start).inNanoseconds) / 1e6)
            guard case .customer(let found) = holder else {
                reads.wrong += 1
                continue
            }
            isRight = isRight && String(found.customer.number) == String(member.number)
            if !isRight { reads.wrong += 1 }
            usleep(20_000)
        }
        return reads
    }

    private func figures(_ reads: Reads) -> [Figure] {
        let slowest = reads.whole.max() ?? 0
        let longest = reads.lookUps.max() ?? 0
        let count = Double(reads.whole.count).whole
        let customers = Double(Member.count).whole
        return [
            Figure(
                "slowest of \(count) reads, port to lane, every 20 ms, during \(Self.imports) imports of \(customers) customers",
                "\(slowest.hundredths) ms", "≤ 50 ms", met: slowest <= Self.maxMilliseconds),
            Figure("of these wrong or unknown", "\(reads.wrong)", "0", met: reads.wrong == 0),
            Figure(
                "the longest look-up in the directory meanwhile", "\(longest.hundredths) ms",
                "≤ 5 ms", met: longest <= Self.leastWait),
        ]
    }
}
