import CLinux
import Glibc

/// What is in a folder.
enum Folder {
    /// Whether there is a folder at `path`, links followed.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & Glibc.S_IFMT == Glibc.S_IFDIR
    }

    /// The names in the folder, without `.` and `..`; nil, with `errno` set, if it is unreadable.
    static func names(_ path: String) -> [String]? {
        // Owned: opened here, closed here.
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        // The entry belongs to the folder and is valid until the next call.
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// Names that lead to other names.
enum SymbolicLink {
    /// Where the link at `path` points, as it is written; nil when there is no link.
    static func destination(of path: String) -> String? {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink(path, &text, Int(PATH_MAX))
        return count < 0 ? nil : String(terminated: text)
    }

    /// The path without any links; nil when it leads nowhere.
    static func resolve(_ path: String) -> String? {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard unsafe realpath(path, &text) != nil else { return nil }
        return String(terminated: text)
    }
}
