/// What the gateway says of itself and its files: the answer to `status`.
public struct GatewayStatus: Sendable {
    /// A file that the gateway uses.
    public struct File: Sendable, Equatable {
        /// From the root.
        public var path: String
        /// Why the gateway cannot use it; nil where it can.
        public var why: String?

        public init(path: String, why: String?) {
            self.path = path
            self.why = why
        }
    }

    public var process: Int32
    /// The number of the user as whom it runs.
    public var user: UInt32
    public var directory: File
    public var journal: File

    public init(process: Int32, user: UInt32, directory: File, journal: File) {
        self.process = process
        self.user = user
        self.directory = directory
        self.journal = journal
    }
}

extension LineBuffer {
    public mutating func reply(_ id: RequestID, status: GatewayStatus) {
        beginReply(id)
        member("pid", integer: Int64(status.process))
        member("user", integer: Int64(status.user))
        file("directory", status.directory)
        file("journal", status.journal)
        endReply()
    }

    private mutating func file(_ key: String, _ file: GatewayStatus.File) {
        self.key(key)
        raw("{")
        member("path", string: file.path)
        if let why = file.why { member("why", string: why) }
        raw("}")
    }
}
