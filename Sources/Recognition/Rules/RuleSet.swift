/// The rules of settings, in order. An exact pattern (a mask without wild cards, a range of one)
/// goes before all others; among the rest the first that matches decides.
public struct RuleSet: Sendable {
    /// In the order of settings.
    public let rules: [Rule]
    /// Their names, empty where one has none.
    private let names: [String]
    /// The order in which they are tried.
    let order: [Int]

    /// No rules: everything is looked up exactly.
    public init() {
        rules = []
        names = []
        order = []
    }

    /// Checks rules of settings; throws all that is wrong with any of them.
    public init(_ descriptions: [RuleDescription]) throws(RuleErrors) {
        var rules: [Rule] = []
        var errors: [RuleError] = []
        for (index, description) in descriptions.enumerated() {
            var check = RuleCheck(description)
            if let rule = check.rule() { rules.append(rule) }
            var problems = check.problems
            let name = description.name ?? ""
            if !name.isEmpty,
                let other = descriptions[..<index].firstIndex(where: { $0.name == name })
            {
                problems.append(.nameTaken(by: other))
            }
            errors += problems.map { RuleError(name: name, index: index, problem: $0) }
        }
        guard errors.isEmpty else { throw RuleErrors(errors: errors) }
        self.rules = rules
        names = descriptions.map { $0.name ?? "" }
        order =
            rules.indices.filter { rules[$0].pattern.isExact }
            + rules.indices.filter { !rules[$0].pattern.isExact }
    }

    /// What messages call a rule: its name, or `rule 3` when it has none.
    public func name(of index: Int) -> String {
        guard rules.indices.contains(index) else { return "" }
        return names[index].isEmpty ? "rule \(index + 1)" : names[index]
    }
}
