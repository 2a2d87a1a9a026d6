import Configuration
import Directory
import Gateway
import SQLite

/// Which directory a command means.
enum DirectoryFile {
    static let option = Option(
        "--directory", "FILE", "the directory; otherwise \(Settings().directory)")

    static func path(_ arguments: Arguments) -> String {
        arguments[option.name] ?? Settings().directory
    }

    /// The directory for looking into.
    static func open(_ arguments: Arguments) throws(DatabaseError) -> CustomerDirectory {
        try CustomerDirectory(path: path(arguments), access: .lookUp)
    }
}
