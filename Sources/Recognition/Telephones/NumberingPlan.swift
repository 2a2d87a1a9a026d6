/// How one region's telephone numbers are written.
struct NumberingPlan: Sendable, Equatable {
    /// The country code.
    var code: [UInt8]
    /// What is dialled before a foreign number.
    var foreign: [[UInt8]]
    /// What is dialled before a national number; empty where nothing is.
    var trunk: [UInt8]
    /// How many digits a number has, without code and trunk.
    var lengths: [ClosedRange<Int>]
    /// How many of them are dialled within an area; empty if that does not occur or is unknown.
    var localLengths: [ClosedRange<Int>]
    /// How many digits show that a number is whole although its trunk prefix is not there.
    var wholeLengths: [ClosedRange<Int>]

    /// Whether these are the digits of a whole number, without code and trunk.
    func isWhole(_ digits: some Collection<UInt8>) -> Bool {
        wholeLengths.contains { $0.contains(digits.count) } && !startsWithTrunk(digits)
            && fits(digits)
    }

    /// Whether the trunk prefix stands before these digits.
    func startsWithTrunk(_ digits: some Collection<UInt8>) -> Bool {
        !trunk.isEmpty && digits.starts(with: trunk)
    }

    /// Whether these may be the digits of a number.
    func fits(_ digits: some Collection<UInt8>) -> Bool {
        guard lengths.contains(where: { $0.contains(digits.count) }),
            code.count + digits.count <= 15
        else { return false }
        guard code == [UInt8(ascii: "1")] else { return true }
        // Of North America: neither an area nor an exchange begins with 0 or 1.
        let digits = Array(digits)
        return digits[0] >= UInt8(ascii: "2") && digits[3] >= UInt8(ascii: "2")
    }

    /// The plan of a region; nil for one that is not known.
    static func of(region: String) -> NumberingPlan? {
        lines.first { $0.first == region }.flatMap(NumberingPlan.init)
    }

    /// The plans of all regions that share a country code which these digits begin with.
    static func of(codeIn digits: some Collection<UInt8>) -> [NumberingPlan] {
        for count in 1...3 {
            let code = String(decoding: digits.prefix(count), as: UTF8.self)
            let found = lines.filter { $0[1] == code }.compactMap(NumberingPlan.init)
            if !found.isEmpty { return found }
        }
        return []
    }

    private static let lines: [[String]] = "\(NumberingPlans.lines)".split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
    }

    private init?(_ fields: [String]) {
        guard fields.count == 7 else { return nil }
        code = Array(fields[1].utf8)
        foreign = Self.items(fields[2], separator: "/").map { Array($0.utf8) }
        trunk = fields[3] == "-" ? [] : Array(fields[3].utf8)
        lengths = Self.ranges(fields[4])
        localLengths = Self.ranges(fields[5])
        wholeLengths = Self.ranges(fields[6])
    }

    private static func items(_ text: String, separator: Character) -> [Substring] {
        text == "-" ? [] : text.split(separator: separator)
    }

    /// `7,9-10`.
    private static func ranges(_ text: String) -> [ClosedRange<Int>] {
        items(text, separator: ",").compactMap { item in
            let ends = item.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }
}
