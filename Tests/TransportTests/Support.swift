import Foundation
import Identity
import Transport

/// How long a test waits for what must happen: only a broken test or machine waits that long.
let patience = Duration.seconds(20)

/// A handler that does what the test says.
final class Reaction: EventHandler, TimerHandler, TurnHandler {
    var onReady: (Events, Token) -> Void = { _, _ in }
    var onTimer: (Int) -> Void = { _ in }
    var onTurn: () -> Void = {}
    private(set) var calls = 0
    private(set) var tags: [Int] = []
    private(set) var turns = 0

    func ready(_ events: Events, token: Token) {
        calls += 1
        onReady(events, token)
    }

    func timerFired(tag: Int) {
        tags.append(tag)
        onTimer(tag)
    }

    func turnEnded() {
        turns += 1
        onTurn()
    }
}

extension EventLoop {
    /// Runs turns until `condition` holds; false when patience ran out.
    func run(until condition: () -> Bool) -> Bool {
        let end = Instant.now + patience
        while !condition() {
            guard Instant.now < end else { return false }
            runOnce(limit: end - Instant.now)
        }
        return true
    }
}

extension UnixStream {
    /// Everything up to and with the first `count` bytes, waited for.
    func read(count: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while all.count < count {
            guard try descriptor.wait(for: .input, limit: patience) != [] else { break }
            guard let got = try read(into: &chunk) else { continue }
            guard got > 0 else { break }
            all += chunk.prefix(got)
        }
        return all
    }
}

/// A program that a test starts and ends.
final class Child {
    let process = Process()

    init(_ program: String, _ arguments: [String], input: FileHandle? = nil) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if let input { process.standardInput = input }
        try process.run()
    }

    var id: Int32 { process.processIdentifier }

    deinit {
        // Not terminate(): a child inherits the mask of the thread that runs the test, which blocks
        // SIGTERM.
        kill(id, SIGKILL)
        process.waitUntilExit()
    }
}
