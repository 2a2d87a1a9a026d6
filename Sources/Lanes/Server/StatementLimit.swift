import LaneLink

/// How long the statements of one request may take.
enum StatementLimit {
    /// What a till shows while somebody types. It is for a slow disk: what the directory is asked
    /// for, and how many rows it looks at, is bounded besides.
    static let usual = Duration.milliseconds(50)
    /// A card's and a choice's way is the events' own, which is bounded by design: longer than
    /// this the file does not answer at all.
    static let identification = Duration.seconds(1)

    static func of(_ call: Request.Call) -> Duration {
        switch call {
        case .identify(_, .name), .identify(_, .room): usual
        case .identify, .choose: identification
        default: usual
        }
    }
}
