import Foundation
import Transport

/// Runs in the guest: the unmodified daemon on a real USB stack. A line a check, and exit status 1
/// when one fails.
///
///     VirtualLane [WORD…]      only the checks whose names hold one of the words, and none of
///                              those after a dash

let words = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("-") }
let unwanted = CommandLine.arguments.dropFirst().filter { $0.hasPrefix("-") }.map { $0.dropFirst() }
let chosen = Check.all.filter { check in
    (words.isEmpty || words.contains { check.name.localizedCaseInsensitiveContains($0) })
        && !unwanted.contains { check.name.localizedCaseInsensitiveContains($0) }
}
guard !chosen.isEmpty else {
    say("no check has a name with \(words.joined(separator: " or "))")
    exit(64)
}
guard FileManager.default.fileExists(atPath: Monitor.path) else {
    say("this is not the guest: run it with Tests/VirtualLane/Guest/boot")
    exit(69)
}
var failures = 0
var skipped = 0
var shared: SharedDaemon?
for check in chosen {
    if check.shares !== shared { shared?.stop() }
    shared = check.shares
    if let reason = check.skipReason {
        say("skip \(check.name): \(reason)")
        skipped += 1
    } else {
        switch check.outcome() {
        case .passed: break
        case .failed: failures += 1
        case .skipped: skipped += 1
        }
    }
}
let run = chosen.count - skipped
say("\(run - failures) of \(run) passed, \(skipped) skipped")
exit(failures == 0 ? 0 : 1)
