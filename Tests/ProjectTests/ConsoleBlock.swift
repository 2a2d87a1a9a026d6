import Foundation
import Testing

/// A block of a README that shows commands and what they print:
///
///     ```console
///     $ laneid version
///     laneid …
///     ```
///
/// A line that begins with `$ ` is a command; with a backslash at its end it goes on in the next
/// line. The lines below it are all that it prints, on both outputs: `…` stands for any text within
/// a line, and alone for any lines. The commands of a block run one after the other in one shell,
/// in a folder that looks like the repository.
struct ConsoleBlock: Sendable {
    struct Step: Sendable {
        var command: String
        var output: [String] = []

        /// Whether `printed` is what the README shows.
        func shows(_ printed: String) -> Bool {
            let pattern = output.map { line in
                line == "…"
                    ? "(?:.*\n)*?"
                    : line.split(separator: "…", omittingEmptySubsequences: false)
                        .map { NSRegularExpression.escapedPattern(for: String($0)) }
                        .joined(separator: ".*") + "\n"
            }
            return printed.range(
                of: "^" + pattern.joined() + "$", options: .regularExpression) != nil
        }
    }

    /// The file and the line of its first command.
    var place: String
    var steps: [Step] = []

    /// The blocks of a Markdown file.
    static func all(in file: Repository.File) throws -> [ConsoleBlock] {
        var blocks: [ConsoleBlock] = []
        var inside = false
        for (index, line) in try file.lines().enumerated() {
            if line.hasPrefix("```") {
                inside = line == "```console"
                if inside { blocks.append(ConsoleBlock(place: "\(file.path):\(index + 2)")) }
            } else if inside {
                blocks[blocks.count - 1].take(line)
            }
        }
        return blocks
    }

    private mutating func take(_ line: Substring) {
        if let last = steps.indices.last, steps[last].command.hasSuffix("\\") {
            steps[last].command += "\n" + line
        } else if line.hasPrefix("$ ") {
            steps.append(Step(command: String(line.dropFirst(2))))
        } else if let last = steps.indices.last {
            steps[last].output.append(String(line))
        }
    }

    /// Runs the commands; gives what each printed and its exit code. Whatever they left running
    /// ends with the shell.
    func run() throws -> [(printed: String, code: Int)] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder.appending(path: ".build"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["Fixtures", "systemd"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: name),
                withDestinationURL: Repository.root.appending(path: name))
        }
        for name in ["release", "debug"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: ".build/\(name)"),
                withDestinationURL: Repository.products)
        }
        let script = folder.appending(path: ".script")
        let body = steps.map { "{ \($0.command)\n} 2>&1\nprintf '\\036%d\\036' $?\n" }.joined()
        // Not a milder signal: a test's thread blocks those, and what it starts inherits that.
        try Data(("trap 'kill -KILL 0' EXIT\n" + body).utf8).write(to: script)

        let shell = Process()
        shell.executableURL = URL(filePath: "/usr/bin/timeout")
        shell.arguments = ["--signal=KILL", "60", "bash", script.path]
        shell.currentDirectoryURL = folder
        shell.environment = [
            "PATH": Repository.products.path + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": folder.path, "LANG": "C.UTF-8",
        ]
        let output = Pipe()
        shell.standardOutput = output
        shell.standardInput = FileHandle.nullDevice
        try shell.run()
        let printed = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        shell.waitUntilExit()

        let parts = printed.split(separator: "\u{1E}", omittingEmptySubsequences: false)
        return stride(from: 0, to: parts.count - 1, by: 2).map {
            (String(parts[$0]), Int(parts[$0 + 1]) ?? -1)
        }
    }
}

extension ConsoleBlock: CustomTestStringConvertible {
    var testDescription: String { place }
}
