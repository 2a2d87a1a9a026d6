import Foundation
import Identity
import Transport

/// What did not come in time.
public struct NotInTime: Error, CustomStringConvertible {
    private let what: String
    private let seen: String

    public init(what: String, seen: String = "") {
        self.what = what
        self.seen = seen
    }

    public var description: String {
        "\(what) did not come in time\(seen.isEmpty ? "" : "; \(seen)")"
    }
}

/// Waits until `value` is there, and looks every `pause`: for what the kernel gives no event of.
@discardableResult
public func waitFor<Value>(
    _ what: @autoclosure () -> String, within limit: Duration, pause: Duration = .milliseconds(2),
    seen: @autoclosure () -> String = "", _ value: () throws -> Value?
) throws -> Value {
    let deadline = Instant.now + limit
    while true {
        if let value = try value() { return value }
        guard Instant.now < deadline else { throw NotInTime(what: what(), seen: seen()) }
        Thread.sleep(forTimeInterval: Double(pause.inNanoseconds) / 1e9)
    }
}
