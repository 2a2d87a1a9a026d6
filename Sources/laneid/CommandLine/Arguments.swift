import Identity

/// What a value may be. Whatever else is typed is refused before the command runs.
enum ValueType: Sendable {
    case text
    case number(ClosedRange<Int>)
    /// A day, 2027-05-14.
    case date
    /// One of these words, of either case.
    case word([String])

    /// One of the words of `type`.
    static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> ValueType
    where Word.RawValue == String {
        .word(type.allCases.map(\.rawValue))
    }

    /// The value in the spelling of this table. Refuses any other; `name` says which value it is.
    func value(_ text: String, of name: String) throws(UsageError) -> String {
        switch self {
        case .text: break
        case .number(let range):
            if let number = Int(text), range.contains(number) { break }
            throw .badValue(
                of: name, value: text,
                why: "it is a number from \(range.lowerBound) to \(range.upperBound)")
        case .date: _ = try CalendarDate(typed: text, as: name)
        case .word(let words):
            if let word = words.first(where: { $0.lowercased() == text.lowercased() }) {
                return word
            }
            throw .badValue(
                of: name, value: text,
                why: text.nearest(of: words).map { "did you mean \($0)?" }
                    ?? "it is \(words.joined(lastWith: "or"))")
        }
        return text
    }
}

/// An option of a command: `--name`, or `--name VALUE` and `--name=VALUE`.
struct Option: Sendable {
    /// With its two dashes.
    var name: String
    /// What stands for the value in the help; nil for a flag.
    var value: String?
    var type = ValueType.text
    var summary: String
    /// Whether the command cannot do without it.
    var isRequired = false

    /// An option with a value.
    init(
        _ name: String, _ value: String, _ summary: String, _ type: ValueType = .text,
        isRequired: Bool = false
    ) {
        self.name = name
        self.value = value
        self.type = type
        self.summary = summary
        self.isRequired = isRequired
    }

    /// A flag.
    init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }

    /// `--name VALUE`.
    var shown: String { value.map { "\(name) \($0)" } ?? name }
}

/// What a command takes by its place.
struct Positional: Sendable {
    /// As the help shows it: `FILE`.
    var name: String
    var summary: String
    var isOptional = false
    /// Whether it takes all that are left; only the last can.
    var repeats = false
    var type = ValueType.text

    /// What a command that does several things is to do: one of these words.
    static func action(_ words: String...) -> Positional {
        Positional(name: "ACTION", summary: words.joined(lastWith: "or"), type: .word(words))
    }
}

/// What was typed after a command's name, read by what the command takes. `--` ends the options;
/// `-` is no option.
struct Arguments: Sendable {
    private var values: [String: String] = [:]
    /// What is no option, in order.
    private(set) var positionals: [String] = []

    /// - Parameter words: What was typed after the command's name.
    init(
        _ words: some Sequence<String>, options: [Option], positionals: [Positional]
    ) throws(UsageError) {
        var words = Array(words)[...]
        var isPastOptions = false
        while let word = words.popFirst() {
            if isPastOptions || word == "-" || !word.hasPrefix("-") {
                self.positionals.append(word)
            } else if word == "--" {
                isPastOptions = true
            } else {
                try take(word, &words, options)
            }
        }
        for option in options where option.isRequired && values[option.name] == nil {
            throw .missing(argument: option.shown)
        }
        try check(positionals)
    }

    private mutating func take(
        _ word: String, _ words: inout ArraySlice<String>, _ options: [Option]
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = options.first(where: { $0.name == name }) else {
            throw .unknownOption(name, nearest: name.nearest(of: options.map(\.name)))
        }
        guard values[name] == nil else { throw .twice(option: name) }
        let attached = parts.count > 1 ? String(parts[1]) : nil
        if let value = option.value {
            guard let given = attached ?? words.popFirst() else {
                throw .needsValue(option: name, value: value)
            }
            values[name] = try option.type.value(given, of: name)
        } else {
            guard attached == nil else { throw .takesNoValue(option: name) }
            values[name] = ""
        }
    }

    private mutating func check(_ expected: [Positional]) throws(UsageError) {
        let required = expected.prefix { !$0.isOptional }.count
        guard positionals.count >= required else {
            throw .missing(argument: expected[positionals.count].name)
        }
        let most = expected.last?.repeats == true ? Int.max : expected.count
        guard positionals.count <= most else { throw .unexpected(argument: positionals[most]) }
        for (index, expected) in expected.prefix(positionals.count).enumerated() {
            positionals[index] = try expected.type.value(positionals[index], of: expected.name)
        }
    }

    /// Whether the flag `name` is there.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of the option `name`.
    subscript(name: String) -> String? { values[name] }

    /// The value of the option `name`, which takes numbers.
    func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    /// The value of the option `name`, which takes words of that type.
    func word<Word: RawRepresentable>(_ name: String) -> Word?
    where Word.RawValue == String {
        values[name].flatMap { Word(rawValue: $0) }
    }
}

extension [String] {
    /// `a, b or c`.
    func joined(lastWith word: String) -> String {
        guard count > 1 else { return first ?? "" }
        return "\(dropLast().joined(separator: ", ")) \(word) \(self[count - 1])"
    }
}
