import Drivers
import Foundation
import Identity
import TestSupport
import Transport

/// One thing that must hold in the guest.
struct Check {
    /// A sentence.
    var name: String
    /// The drivers that it is about; without them in the catalogue it is not run.
    var drivers: [String] = []
    /// Whether the catalogue must find them by itself, without settings.
    var isFoundByItself = false
    /// The daemon that it has in common with others.
    var shares: SharedDaemon?
    /// Does it, and says what was measured; throws what is wrong.
    var run: () throws -> String

    /// All of them, in the order in which they run.
    static var all: [Check] {
        let monitor = SharedMonitor()
        return serialAdapter(monitor) + virtualDevices + readers + badDevices(monitor)
            + healing(monitor) + sharing + bench + portLinks + cards + badCards
            + cardHolders(monitor)
    }

    /// How often the re-plug check pulls the plug.
    static let replugCount =
        ProcessInfo.processInfo.environment["REPLUGS"].flatMap { Int($0) } ?? 100

    /// Why this version cannot be put to it; nil where it can.
    var skipReason: String? {
        if let missing = drivers.first(where: { Driver.named($0) == nil }) {
            return "this version has no driver \(missing)"
        }
        guard isFoundByItself,
            let unfound = drivers.first(where: { Driver.named($0)?.matches.isEmpty == true })
        else { return nil }
        return "this version finds no \(unfound) without settings"
    }

    /// What came of a check.
    enum Outcome {
        case passed, failed, skipped
    }

    /// Runs it, and prints what came of it.
    func outcome() -> Outcome {
        let start = Instant.now
        let outcome = Result { try run() }
        let seconds = String(format: "%.1f", Double((Instant.now - start).inNanoseconds) / 1e9)
        switch outcome {
        case .success(let note):
            say("ok   \(name) (\(seconds) s)\(note.isEmpty ? "" : ": \(note)")")
            return .passed
        case .failure(let error as Skipped):
            say("skip \(name): \(error)")
            return .skipped
        case .failure(let error):
            say("FAIL \(name) (\(seconds) s): \(error)")
            say(Self.kernelsLastWords)
            return .failed
        }
    }
}

extension Check {
    /// The end of the kernel's log, indented.
    private static var kernelsLastWords: String {
        let file = "/run/dmesg-\(UUID().uuidString)"
        let dmesg = try? ChildProcess(
            path: "/usr/bin/dmesg", arguments: [], environment: [:], log: file)
        dmesg?.wait()
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(12).map { "     | \($0)" }
            .joined(separator: "\n")
    }
}

/// Prints a line at once.
func say(_ line: String) {
    _ = StandardStream.output.write(line + "\n")
}

/// What is wrong.
struct Failed: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Why a check cannot be made here.
struct Skipped: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// How long to wait for what must happen. The guest is emulated, and slow when its machine is busy.
let patience = Duration.seconds(20)

/// Throws unless `condition` holds.
func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw Failed(what()) }
}

/// Waits until `value` is there.
@discardableResult
func waitFor<Value>(
    _ what: String, pause: Duration = .milliseconds(5), within limit: Duration = patience,
    _ value: () throws -> Value?
) throws -> Value {
    try TestSupport.waitFor(what, within: limit, pause: pause, value)
}

/// Durations measured, as a line of figures.
struct Figures: CustomStringConvertible {
    private var values: [Duration] = []

    mutating func add(_ value: Duration) { values.append(value) }

    var description: String {
        let sorted = values.sorted()
        guard let last = sorted.last else { return "nothing measured" }
        func show(_ value: Duration) -> String {
            String(format: "%.0f ms", Double(value.inNanoseconds) / 1e6)
        }
        let percentile = sorted[(sorted.count * 99 - 1) / 100]
        return "median \(show(sorted[sorted.count / 2])), 99th percentile \(show(percentile)), "
            + "longest \(show(last)) of \(sorted.count)"
    }
}
