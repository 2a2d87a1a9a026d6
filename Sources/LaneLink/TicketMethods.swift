public import Identity

extension Request {
    /// What a lane asks of its tickets. Without a key the current one is meant.
    public enum TicketCall: Sendable, Equatable {
        case open(lane: String, key: String?, mode: TicketMode?)
        case list(lane: String)
        case select(lane: String, key: String)
        case members(lane: String, key: String?)
        /// `place` counts from 1.
        case remove(lane: String, key: String?, place: Int)
        case join(lane: String, from: String, into: String)
        /// `total` is decimal text.
        case close(lane: String, key: String?, total: String?)
        /// Open tickets of whatever lane.
        case find(Sought)
    }

    /// Whose tickets are looked for.
    public enum Sought: Sendable, Equatable {
        /// An impersonal identifier's.
        case code(String)
        /// Those that the customer of that number is on.
        case number(String)
    }
}

extension Request.TicketCall {
    /// The longest total, in bytes.
    public static let longestTotal = 24

    /// Nil for a method that is none of tickets'.
    init?(method: String, _ parameters: Parameters) throws(LaneError) {
        let name = method.hasPrefix("ticket.") ? method.dropFirst(7) : ""
        switch name {
        case "open":
            let word = try parameters.optional("mode", as: String.self, is: "a string")
            let mode = word.map { TicketMode(rawValue: $0) }
            if let mode, mode == nil {
                throw .invalidParameter(field: "mode", "is neither append, replace nor refuse")
            }
            self = .open(
                lane: try parameters.name("lane"), key: try Self.key(parameters), mode: mode ?? nil)
        case "list": self = .list(lane: try parameters.name("lane"))
        case "select":
            self = .select(lane: try parameters.name("lane"), key: try parameters.name("key"))
        case "members":
            self = .members(lane: try parameters.name("lane"), key: try Self.key(parameters))
        case "remove":
            self = .remove(
                lane: try parameters.name("lane"), key: try Self.key(parameters),
                place: try parameters.required("place", as: Int.self, is: "a whole number"))
        case "join":
            self = .join(
                lane: try parameters.name("lane"), from: try parameters.name("from"),
                into: try parameters.name("into"))
        case "close":
            self = .close(
                lane: try parameters.name("lane"), key: try Self.key(parameters),
                total: try Self.total(parameters))
        case "find":
            self = .find(
                parameters.has("number")
                    ? .number(try parameters.name("number", limit: 32))
                    : .code(try parameters.name("code", limit: Identifier.capacity)))
        default: return nil
        }
    }

    private static func key(_ parameters: Parameters) throws(LaneError) -> String? {
        parameters.has("key") ? try parameters.name("key") : nil
    }

    /// Half a number is a wrong number, and a JSON number may be half of one: an amount is text.
    private static func total(_ parameters: Parameters) throws(LaneError) -> String? {
        guard
            let text = try parameters.optional(
                "total", as: String.self, is: "text: an amount such as \"12.50\"")
        else { return nil }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDecimal =
            (1...2).contains(parts.count) && text.utf8.count - digits.count <= 1
            && parts.allSatisfy { part in
                (1...11).contains(part.count) && part.allSatisfy(\.isASCIIDigit)
            }
        guard isDecimal else {
            throw .invalidParameter(field: "total", "is no amount such as 12.50")
        }
        return text
    }
}
