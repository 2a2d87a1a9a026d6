/// Where the journal is, and what it keeps.
public struct JournalOptions: Sendable, Equatable {
    public var path = "/var/lib/laneid/journal.sqlite"
    public var keepHours = 24
    public var keepEvents = 100_000
    /// Whether an event is on the disk, not only in the kernel, before it is sent.
    public var isFullyDurable = false

    public init() {}
}
