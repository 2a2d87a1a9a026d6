import Identity
import Recognition

/// The door by which typed text enters the tool: no word of a command is a payment card's number.
///
///     laneid directory note add 500 card 4111 1111 1111 1111
///     laneid: this is a payment card's number, or may be: none is ever kept here
enum TypedText {
    static let refusal = CommandFailure(
        "this is a payment card's number, or may be: none is ever kept here")

    /// Refuses a text that may be a payment card's number, but for cards that settings allow.
    static func check(_ text: String, by arguments: Arguments) throws {
        guard isSuspect(text), try DirectoryEdit.rules(arguments).isPaymentCard(text) else {
            return
        }
        throw refusal
    }

    /// Refuses a command one of whose words may be a payment card's number. What several words are
    /// together, `Arguments.rest` judges.
    static func check(_ command: Command, _ arguments: Arguments) throws {
        for option in command.options where option.mayHoldCard {
            if let text = arguments[option.name] { try check(text, by: arguments) }
        }
        guard !command.takesCardsAway, let last = command.positionals.indices.last else { return }
        for (index, text) in arguments.positionals.enumerated()
        where command.positionals[min(index, last)].mayHoldCard {
            try check(text, by: arguments)
        }
    }

    /// Whether a text may be a payment card's number, whatever settings allow.
    static func isSuspect(_ text: String) -> Bool {
        PaymentCardGuard().judge(typed: text) != .clear
    }
}

extension Option {
    /// Whether what is typed may be any text, and is no path: a file's name is not kept.
    var mayHoldCard: Bool {
        guard let value, case .text = type else { return false }
        return !Positional.paths.contains(value)
    }
}

extension Positional {
    /// How the help calls paths.
    static let paths: Set = ["FILE", "PATH", "FOLDER", "CAPTURE", "SOCKET"]

    /// Whether what is typed may be any text, and is no path.
    var mayHoldCard: Bool {
        guard case .text = type else { return false }
        return !Self.paths.contains(name)
    }
}
