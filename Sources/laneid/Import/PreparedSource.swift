import Directory
import Import

extension Command {
    static let preparedSource = Positional(
        name: "SOURCE", summary: "whose import; needed where several are prepared",
        isOptional: true)

    /// The source that is meant: the one that was named, or the only one.
    static func preparedSource(
        _ arguments: Arguments, _ directory: CustomerDirectory
    ) throws -> String {
        if let name = arguments.positionals.first { return name }
        let prepared = try directory.preparedImports()
        guard let only = prepared.first else {
            throw CommandFailure("no import is prepared: prepare one first")
        }
        guard prepared.count == 1 else {
            let names = prepared.map(\.source).joined(separator: ", ")
            throw CommandFailure("several imports are prepared: name one of \(names)")
        }
        return only.source
    }
}
