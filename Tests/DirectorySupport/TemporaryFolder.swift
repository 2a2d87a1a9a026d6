package import Directory
package import Foundation
package import Identity
import SQLite

/// A folder that goes away with its owner.
package final class TemporaryFolder {
    package let path: String

    package init() {
        path = "\(NSTemporaryDirectory())/laneid-directory-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The directory of this name, made where there is none, open for editing.
    package func editor(_ name: String = "directory.sqlite") throws -> CustomerDirectory {
        try CustomerDirectory(path: file(name), access: .edit)
    }

    /// Puts one file in the place of another, as an installer does it.
    package func move(_ old: String, to new: String) throws {
        guard unsafe rename(old, new) == 0 else { throw SupportError.failed("rename") }
    }

    package func setMode(_ mode: UInt32, of path: String) throws {
        guard unsafe chmod(path, mode) == 0 else { throw SupportError.failed("chmod") }
    }

    /// Writes a file and returns its path.
    package func write(_ name: String, _ text: String) throws -> String {
        try write(name, Data(text.utf8))
    }

    package func write(_ name: String, _ bytes: Data) throws -> String {
        try bytes.write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

/// A directory file made by the statements given, and opened for looking up.
package func directory(
    in folder: TemporaryFolder, holding sql: String = ""
) throws -> CustomerDirectory {
    let editor = try folder.editor()
    try editor.database().run(sql)
    editor.endBurst()
    return try CustomerDirectory(path: editor.path, access: .lookUp)
}

extension Holder {
    /// The outcome in a word or two, for tables of cases.
    package var summary: String {
        switch self {
        case .nobody: "nobody"
        case .bearer: "bearer"
        case .several: "several"
        case .pending: "pending"
        case .refused(let refusal): refusal.summary
        case .staff(let name): "staff \(String(name))"
        case .customer(let holding): holding.summary
        }
    }
}

extension Holding {
    package var summary: String {
        var text = "\(String(customer.number)) \(String(customer.name))"
        if let shopper { text += ", \(shopper.number) \(String(shopper.name))" }
        text += " of \(shopperCount)"
        if let refusal { text += ", \(refusal.summary)" }
        return text
    }
}

extension Refusal {
    package var summary: String {
        "\(reason) by \(level.map { "\($0)" } ?? "nobody")"
            + (since.map { " since \(String($0.iso8601))" } ?? "")
    }
}

/// Runs with the rights of an ordinary user: for root, who may everything, on this thread only.
package func asNobody(_ body: () throws -> Void) throws {
    typealias SetUser = @convention(c) (UInt32) -> Int32
    guard geteuid() == 0, let symbol = unsafe dlsym(nil, "setfsuid") else { return try body() }
    let setUser = unsafe unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65_534)
    defer { _ = setUser(0) }
    try body()
}

/// Something that a test needs could not be made.
enum SupportError: Error {
    case failed(String)
}
