import Testing

/// What the README files say is so.
@Suite struct ReadmeTests {
    static let readmes =
        ["README.md", "Fixtures/README.md", "Sources/README.md", "udev/README.md"]
        .map(Repository.File.init(_:)).filter(\.exists) + Repository.files(in: "docs", ".md")

    @Test(
        "Each command of a README does what is printed below it",
        arguments: try readmes.flatMap(ConsoleBlock.all))
    func commands(of block: ConsoleBlock) throws {
        let results = try block.run()
        #expect(results.count == block.steps.count, "\(block.place): the shell ended early")
        for (step, result) in zip(block.steps, results) {
            #expect(step.shows(result.printed), "\(step.command)\nprinted\n\(result.printed)")
            if !step.command.contains("echo $?") {
                #expect(result.code == 0, "\(step.command) ended with \(result.code)")
            }
        }
    }

    /// Only what needs hardware, the network or an administrator is shown without being run, and
    /// says so.
    @Test("Commands that no test runs say why", arguments: readmes)
    func notRun(in file: Repository.File) throws {
        let lines = try file.lines()
        for (index, line) in lines.enumerated() where line == "```sh" {
            let before = lines[..<index].last { !$0.isEmpty } ?? ""
            // CI runs these in a fresh system.
            if before == "<!-- run by .ci/first-day -->" { continue }
            #expect(
                before.hasPrefix("<!-- not run: ") && before.hasSuffix(" -->"),
                "\(file.path):\(index + 1) needs a line <!-- not run: REASON --> above it")
        }
    }

    @Test func `A console block's commands are run, and compared with what is shown`() throws {
        let block = ConsoleBlock(
            place: "here",
            steps: [
                .init(command: "echo one; echo two >&2", output: ["one", "t…"]),
                .init(command: "sleep 60 &"),
                .init(command: "printf 'a\\nb\\nc\\n'", output: ["…", "c"]),
                .init(command: "echo \\\n more", output: ["less"]),
                .init(command: "false"),
            ])
        let results = try block.run()
        #expect(
            zip(block.steps, results).map { $0.shows($1.printed) } == [
                true, true, true, false, true,
            ])
        #expect(results.map(\.code) == [0, 0, 0, 0, 1])
    }
}
