public import FileAccess

/// Why a database or a file of rows could not be used. No case carries the value of an identifier
/// or of any other bound argument.
public enum DatabaseError: Error, Equatable, Sendable {
    /// There is no file at this path.
    case absent(path: String)
    /// The file cannot be made, for there is no folder for it.
    case noFolder(path: String)
    /// The file, or the folder around it, may not be opened by this user.
    case notPermitted(path: String)
    /// The system would not open the file; `code` is its error number.
    case cannotOpen(path: String, code: Int32)
    /// The file is there, and may have been put there by somebody else.
    case notTrusted(path: String, why: FileRefusal)
    /// The schema is not the one that this program made: `objects` names what differs.
    case planted(path: String, objects: String)
    /// Another program holds the file longer than this one may wait.
    case locked(path: String)
    /// The file or its folder cannot be written.
    case readOnly(path: String)
    /// The file is not a database, or its contents are damaged.
    case corrupt(path: String)
    /// A database of another program, or the journal where the directory was expected.
    case notOurs(path: String)
    /// Written by a newer release: this one knows the first `known` migrations of `found`.
    case newerSchema(path: String, found: Int, known: Int)
    /// Written by an older release, and opened only for looking up, so that it was not brought up
    /// to date.
    case olderSchema(path: String, found: Int, known: Int)
    /// No room is left on the disk.
    case full(path: String)
    /// Reading or writing failed; `code` is SQLite's extended result code.
    case inputOutput(path: String, code: Int32)
    /// A rule of the schema was broken; `rule` names it.
    case constraint(rule: String)
    /// SQLite refused for a reason that is none of the above; `code` is its extended result code.
    case database(path: String, code: Int32, message: String)
    /// The rows of a file or table are not of the form they were said to be; nothing was taken from
    /// it.
    case wrongForm(path: String, reason: String)
    /// The owner of the file does not allow what was asked; nothing of it was done.
    case refused(any CustomStringConvertible & Sendable)

    /// Whether both say the same: what an error says holds all its facts.
    public static func == (one: Self, other: Self) -> Bool { one.description == other.description }
}

extension DatabaseError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .absent(let path):
            "there is no file \(path): import customers first, or correct the path"
        case .noFolder(let path):
            "cannot create \(path): its folder does not exist: create it or correct the path"
        case .notPermitted(let path):
            "may not open \(path): give this user the right to read it, and to write in its folder"
        case .cannotOpen(let path, let code):
            "cannot open \(path) (error \(code))"
        case .notTrusted(let path, let why):
            "\(path) is not opened because \(why)"
        case .planted(let path, let objects):
            "\(path) was changed by another program (\(objects)) and is not used: "
                + "restore a backup, or import again into a new file"
        case .locked(let path):
            "\(path) is held by another program: wait until it has finished, then try again"
        case .readOnly(let path):
            "cannot write \(path): the file or its folder is read-only for this user "
                + "(looking up, too, keeps two small files beside it)"
        case .corrupt(let path):
            "\(path) is damaged or not a database: restore a backup, or import again into a new file"
        case .notOurs(let path):
            "\(path) is the database of something else: correct the path"
        case .newerSchema(let path, let found, let known):
            "\(path) was written by a newer release (schema \(found), this one knows \(known)): "
                + "update this program"
        case .olderSchema(let path, let found, let known):
            "\(path) was written by an older release (schema \(found), this one needs \(known)): "
                + "any import with this release's `laneid directory` brings it up to date"
        case .full(let path):
            "cannot write \(path): no room is left on the disk"
        case .inputOutput(let path, let code):
            "reading or writing \(path) failed (SQLite code \(code)): check the disk"
        case .constraint(let rule):
            "the change breaks a rule of the directory (\(rule)) and was not made"
        case .database(let path, let code, let message):
            "SQLite refused on \(path): \(message) (code \(code))"
        case .wrongForm(let path, let reason):
            "cannot import \(path): \(reason)"
        case .refused(let refusal):
            refusal.description
        }
    }
}
