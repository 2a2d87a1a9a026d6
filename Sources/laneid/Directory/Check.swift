import Directory
import SQLite

extension Command {
    static let directoryCheck = Command(
        name: "directory check",
        summary: "check that the directory is whole and keeps every rule",
        options: DirectoryEdit.options,
        exits: [.done: "no problems", .failed: "the directory is damaged, or breaks a rule"],
        examples: ["laneid directory check"]
    ) { arguments, console in
        let findings = try findings(arguments)
        _ = try DirectoryEdit.list(findings, arguments, console) {
            ($0.isNotice ? "notice: " : "") + $0.text
        }
        let faults = findings.filter { !$0.isNotice }.count
        if faults == 0, !arguments.has("--json") { try console.line("the directory is clean") }
        return faults == 0 ? .done : .failed
    }

    private static func findings(_ arguments: Arguments) throws -> [DirectoryFinding] {
        do {
            return try DirectoryEdit.look(arguments).check()
        } catch let error as DatabaseError {
            guard let finding = DirectoryFinding(error) else { throw error }
            return [finding]
        }
    }
}
