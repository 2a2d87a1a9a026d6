import Glibc
import SQLite

/// Why an import was not made.
public enum ImportRefusal: CustomStringConvertible, Equatable, Sendable {
    /// A file cannot be read; `code` is the system's error number.
    case cannotRead(path: String, code: Int32)
    /// The import would change more than it may: of `what`, `found` instead of at most `most`.
    case overLimit(what: String, found: Int, most: Int)
    /// Nothing came on standard input.
    case nothingCame
    /// Rows of a table that is not the plain form cannot be known by a telephone or e-mail.
    case keyOfPlainForm(CustomerKey, ImportFormat)
    /// The options name a column that we do not have.
    case unknownColumn(String, known: [String])
    /// Columns that the source gave before are gone; `unknown` are those that nobody knows.
    case columnsGone([String], unknown: [String])
    /// Nobody named the source, and a file of a name like this was imported before.
    case likeSource(String, known: String)
    /// Every one of a kind would be deleted.
    case noneLeft(what: String, source: String)
    /// Nothing waits to be executed for this source.
    case notPrepared(source: String)
    /// Executing would not do what was shown when the import was prepared.
    case outdated(source: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, ENOENT):
            "there is no file \(path) to import: correct the path"
        case .cannotRead(let path, EACCES):
            "may not read \(path): give this user the right to read it"
        case .cannotRead(let path, EISDIR):
            "\(path) is a folder: name the files in it"
        case .cannotRead(let path, let code):
            "cannot read \(path) (error \(code))"
        case .overLimit(let what, let found, let most):
            "the import would have \(what) \(found) rows, and may have at most \(most): "
                + "nothing was changed; look at what differs, then raise the limit or correct the files"
        case .nothingCame:
            "nothing came on standard input: the program before it failed, or found nothing"
        case .keyOfPlainForm(let key, let format):
            "the key \(key.rawValue) is for CSV files whose first line names the columns, and this is "
                + "\(format.rawValue): say --format csv if it is one"
        case .unknownColumn(let name, let known):
            "there is no column \(name) here to map to: there are \(known.joined(separator: ", "))"
        case .columnsGone(let gone, let unknown):
            "the source gave \(gone.joined(separator: ", ")) before, and the file has no such column"
                + (unknown.isEmpty ? "" : " but \(unknown.joined(separator: ", "))")
                + ": nothing was changed; say with --map what a column is called now, or "
                + "--accept-gone-columns"
        case .likeSource(let name, let known):
            "\(name) would be a new source, and \(known) was imported from a file of such a name: "
                + "nothing was changed; say whose customers these are, for one --source \(known)"
        case .noneLeft(let what, let source):
            "no \(what) is in it, and all those of \(source) would be deleted: an export that failed "
                + "looks like that; nothing was changed; say --most-deleted N where it is right"
        case .notPrepared(let source):
            "no import of \(source) is prepared: prepare one first"
        case .outdated(let source):
            "the directory has changed since the import of \(source) was prepared, so that it would do "
                + "something else than was shown: nothing was changed; prepare it again"
        }
    }
}

extension DatabaseError {
    /// An import was not made.
    static func refused(_ reason: ImportRefusal) -> Self {
        .refused(reason as any CustomStringConvertible & Sendable)
    }
}
