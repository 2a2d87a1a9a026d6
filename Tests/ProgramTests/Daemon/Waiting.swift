import Identity
import TestSupport

/// How long a test waits for what must come: long enough for a busy machine, for it is only ever
/// waited when it fails.
let patience = Duration.seconds(10)

/// Waits until `condition` holds.
func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = patience,
    seen: @autoclosure () -> String = "", _ condition: () throws -> Bool
) throws {
    try waitFor(what(), within: limit, seen: seen()) { try condition() ? true : nil }
}
