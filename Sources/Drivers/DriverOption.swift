public import Decoding
public import Identity

/// Something about a driver that settings and captures may change.
public struct DriverOption: Sendable {
    public enum Kind: Sendable, Equatable {
        case word([String])
        /// Any of these, `,` between them; a list in settings.
        case words([String])
        /// Text of at most so many bytes; captures write it in hexadecimal.
        case text(limit: Int)
    }

    public let name: String
    public let kind: Kind
    /// What it is, for the README's table.
    public let help: String
    /// Whether it changes the line's speed, which a terminal server does not let happen.
    public let setsLine: Bool

    private init(_ name: String, _ kind: Kind, _ help: String, setsLine: Bool = false) {
        self.setsLine = setsLine
        self.name = name
        self.kind = kind
        self.help = help
    }

    static func word<Word: CaseIterable & RawRepresentable<String>>(
        _ name: String, of type: Word.Type, _ help: String, setsLine: Bool = false
    ) -> DriverOption {
        DriverOption(name, .word(type.allCases.map(\.rawValue)), help, setsLine: setsLine)
    }

    static func words<Word: CaseIterable & RawRepresentable<String>>(
        _ name: String, of type: Word.Type, _ help: String
    ) -> DriverOption {
        DriverOption(name, .words(type.allCases.map(\.rawValue)), help)
    }

    static func text(_ name: String, _ help: String) -> DriverOption {
        DriverOption(name, .text(limit: 16), help)
    }

    /// Whether it is a text, which captures write in hexadecimal.
    public var isText: Bool { if case .text = kind { true } else { false } }

    /// Whether it is a list of words.
    public var isList: Bool { if case .words = kind { true } else { false } }

    /// Every option there is; one of the same name for each meaning.
    public static let all: [DriverOption] = Driver.catalogue.flatMap(\.options).reduce(into: []) {
        all, option in
        if !all.contains(where: { $0.name == option.name && $0.kind == option.kind }) {
            all.append(option)
        }
    }

    /// The options of that name, of one driver or of all.
    public static func named(_ name: String, of driver: Driver? = nil) -> [DriverOption] {
        (driver?.options ?? all).filter { $0.name == name }
    }

    fileprivate func accepts(_ value: [UInt8]) -> Bool {
        switch kind {
        case .word(let words): words.contains(String(decoding: value, as: UTF8.self))
        case .words(let words):
            String(decoding: value, as: UTF8.self)
                .split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { words.contains(String($0)) }
        case .text(let limit): value.count <= limit
        }
    }
}

extension DriverOption {
    public static let ends = word(
        "ends", of: LabelEnd.self, "what ends a label; `auto` is CR, LF or both")
    public static let keyboardEnds = word(
        "ends", of: KeyboardEnd.self, "what ends a scan; `auto` is Enter, or a last Tab")
    public static let preamble = text(
        "preamble", "text the reader was set to send first: it must be there, and is taken off")
    public static let postamble = text(
        "postamble", "text the reader was set to send last: it must be there, and is taken off")
    public static let codes = word(
        "codes", of: CodeProfile.self,
        "whose code identifiers precede a label; `aim` unless set, of a Magellan `usa`")
    public static let checkDigit = word(
        "checkDigit", of: CheckDigitSetting.self,
        "whether EAN and UPC labels come with their check digit; unless set, their length decides")
    public static let strip = words(
        "strip", of: LabelStrip.self,
        "what is taken off a label's ends: start and stop characters, blanks, group separators")
    public static let separator = text(
        "gs", "what the reader was set to send for a group separator (GS)")
    /// What every driver of a scanner has.
    static let labels = [preamble, postamble, checkDigit, strip, separator]
    public static let lrc = word(
        "lrc", of: TrackLRC.self, "LRC characters after the tracks; `auto` unless set")
    public static let layout = word(
        "layout", of: KeyboardLayout.self,
        "the layout that the reader was set to type for; `us` unless set")
}

/// The options that were set for a driver. Each was checked when it was set.
public struct DriverOptions: Sendable, Equatable {
    private var values: [String: [UInt8]] = [:]
    /// What cards are asked for, which settings say for all readers.
    public var cards = CardQueries()

    public init() {}

    /// What was set, in the order of the alphabet.
    public var names: [String] { values.keys.sorted() }

    /// The word that was set; nil for the driver's own default.
    public func word<Word: RawRepresentable<String>>(_ option: DriverOption) -> Word? {
        values[option.name].flatMap { Word(rawValue: String(decoding: $0, as: UTF8.self)) }
    }

    /// The text that was set; empty where none was.
    public func text(_ option: DriverOption) -> Bytes<16> {
        let value = values[option.name] ?? []
        return Bytes(value.span)
    }

    /// The words that were set, of a list.
    public func words<Word: RawRepresentable<String>>(_ option: DriverOption) -> [Word] {
        String(decoding: values[option.name] ?? [], as: UTF8.self).split(separator: ",")
            .compactMap { Word(rawValue: String($0)) }
    }

    /// What was set of a scanner's labels.
    var labels: LabelOptions {
        LabelOptions(
            checkDigit: word(.checkDigit), strip: Set(words(.strip)), separator: text(.separator))
    }

    /// The value as it was set; nil where it was not.
    public subscript(name: String) -> [UInt8]? { values[name] }

    /// Sets an option that the driver has, or, where none is known yet, any driver.
    public mutating func set(
        _ name: String, to value: [UInt8], for driver: Driver? = nil
    ) throws(DriverOptionError) {
        try Self.check(name, value, driver)
        values[name] = value.isEmpty ? nil : value
    }

    /// Throws for the first option that the driver does not have.
    public func check(for driver: Driver) throws(DriverOptionError) {
        for name in names { try Self.check(name, values[name] ?? [], driver) }
    }

    private static func check(
        _ name: String, _ value: [UInt8], _ driver: Driver?
    ) throws(DriverOptionError) {
        let options = DriverOption.named(name, of: driver)
        guard !options.isEmpty else { throw .unknown(name, of: driver) }
        guard options.contains(where: { $0.accepts(value) }) else {
            throw .badValue(name, String(decoding: value, as: UTF8.self), options.map(\.kind))
        }
    }
}

/// Why an option cannot be set. The description goes on after the option's place.
public enum DriverOptionError: Error, CustomStringConvertible {
    case unknown(String, of: Driver?)
    case badValue(String, String, [DriverOption.Kind])

    public var description: String {
        switch self {
        case .unknown(let name, let driver?):
            "the driver \(driver.name) has no option \(name)"
                + (driver.options.isEmpty
                    ? "" : "; it has \(driver.options.map(\.name).joined(separator: ", "))")
        case .unknown(let name, nil): "no driver has an option \(name)"
        case .badValue(_, let value, let kinds):
            if case .text(let limit) = kinds.first {
                "is longer than \(limit) bytes"
            } else {
                "is \"\(value)\"; it may be \(Self.words(kinds).joined(separator: ", "))"
            }
        }
    }

    /// The description with the option's name.
    public var sentence: String {
        if case .badValue(let name, _, _) = self { "its option \(name) \(self)" } else { "\(self)" }
    }

    private static func words(_ kinds: [DriverOption.Kind]) -> [String] {
        kinds.reduce(into: []) { words, kind in
            switch kind {
            case .word(let more), .words(let more): words += more.filter { !words.contains($0) }
            case .text: break
            }
        }
    }
}
