import LaneLink

/// What a method answers. It is written when it is sent, into the sender's own line.
struct Reply {
    /// When it is sent.
    enum Moment {
        case now
        /// When the turn's changes of tickets are kept, or are known not to be.
        case whenKept
        /// Later, by whoever was given the request's id.
        case later
    }

    let moment: Moment
    /// Writes the whole line; the last parameter says whether the turn's changes are kept.
    let write: (inout LineBuffer, RequestID, Bool) -> Void
    /// What begins once the caller is answered.
    var then: (() -> Void)?

    init(_ moment: Moment = .now, _ write: @escaping (inout LineBuffer, RequestID, Bool) -> Void) {
        self.moment = moment
        self.write = write
    }

    /// `{}`: it is done.
    static var done: Reply { Reply { line, id, _ in line.reply(id) } }

    /// Somebody else answers.
    static var later: Reply { Reply(.later) { _, _, _ in } }

    /// The number of the event that a request made; `{}` where a rule says that it is none.
    static func event(_ sequence: Int64?) -> Reply {
        guard let sequence else { return .done }
        return Reply { line, id, _ in line.reply(id, sequence: sequence) }
    }
}
