import Foundation
import Identity
import Transport

/// How long a test waits for what must come: long enough for a busy machine, for it is only ever waited when it fails.
let patience = Duration.seconds(10)

/// What did not come in time.
struct NotInTime: Error, CustomStringConvertible {
    var what: String
    var seen: String = ""

    var description: String { "\(what) did not come in time\(seen.isEmpty ? "" : "; \(seen)")" }
}

/// Waits until `condition` holds, looking every other millisecond: for what the kernel gives no event of.
func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = patience,
    seen: @autoclosure () -> String = "", _ condition: () throws -> Bool
) throws {
    let deadline = Instant.now + limit
    while try !condition() {
        guard Instant.now < deadline else { throw NotInTime(what: what(), seen: seen()) }
        usleep(2000)
    }
}
