import Transport

/// The tool: finds the command that was typed, runs it, and gives the exit code.
struct Tool {
    var commands: [Command]
    var console: Console

    /// - Parameter words: What was typed after the program's name.
    func run(_ words: [String]) -> ExitCode {
        guard let first = words.first else {
            console.say(Help.overview(of: commands))
            return .wrongUsage
        }
        switch first {
        case "help", "--help", "-h": return help(Array(words.dropFirst()))
        case "--version", "-V": return run(["version"] + words.dropFirst())
        default: break
        }
        guard let command = command(named: words) else { return noSuchCommand(words) }
        let rest = words.dropFirst(command.name.split(separator: " ").count)
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            return show(Help.text(for: command))
        }
        return run(command, rest)
    }

    private func run(_ command: Command, _ words: ArraySlice<String>) -> ExitCode {
        do {
            let arguments = try Arguments(
                words, options: command.options, positionals: command.positionals)
            try TypedText.check(command, arguments)
            return try command.run(arguments, console)
        } catch let error as UsageError {
            complain(error)
            console.complain("usage: \(Help.shortUsage(of: command)), or --help for more")
            return .wrongUsage
        } catch let failure as CommandFailure {
            console.complain(failure.description)
            return failure.code
        } catch {
            return failed(error)
        }
    }

    /// What is wrong with the words, which stand in it, but for a payment card's number.
    private func complain(_ error: UsageError) {
        let text = error.description
        console.complain(TypedText.isSuspect(text) ? TypedText.refusal.description : text)
    }

    private func failed(_ error: any Error) -> ExitCode {
        // Whoever read has seen enough.
        if let error = error as? SystemError, error.isBrokenPipe { return .failed }
        console.complain("\(error)")
        return .failed
    }

    /// A result that is all there is to do.
    private func show(_ text: String) -> ExitCode {
        do {
            try console.write(text)
            return .done
        } catch {
            return failed(error)
        }
    }

    /// The command whose name the words begin with.
    private func command(named words: [String]) -> Command? {
        for count in [3, 2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name }) { return command }
        }
        return nil
    }

    private func help(_ words: [String]) -> ExitCode {
        guard let first = words.first(where: { !$0.hasPrefix("-") }) else {
            return show(Help.overview(of: commands))
        }
        if let command = command(named: words) {
            return show(Help.text(for: command))
        }
        let family = family(first)
        guard !family.isEmpty, words.count == 1 else { return noSuchCommand(words) }
        return show(Help.family(first, family))
    }

    private func family(_ name: String) -> [Command] {
        commands.filter { $0.name.hasPrefix(name + " ") }
    }

    /// `directory import` for `import`: what a family calls by this word or a similar one.
    private func longName(of word: String) -> String? {
        let families = commands.map(\.name).filter { $0.contains(" ") }
        let last = { (name: String) in String(name.split(separator: " ").last ?? "") }
        guard let meant = word.nearest(of: families.map(last)) else { return nil }
        return families.first { last($0) == meant }
    }

    private func noSuchCommand(_ words: [String]) -> ExitCode {
        let family = family(words[0])
        let rest = words.dropFirst().prefix { !$0.hasPrefix("-") }
        if !family.isEmpty, rest.isEmpty {
            let asksForHelp = words.contains("--help") || words.contains("-h")
            let text = Help.family(words[0], family)
            if asksForHelp { return show(text) }
            console.say(text)
            return .wrongUsage
        }
        let typed = family.isEmpty ? words[0] : words.prefix(2).joined(separator: " ")
        let names = commands.map(\.name) + ["help"]
        let nearest = typed.nearest(of: names) ?? longName(of: words[0])
        complain(.unknownCommand(typed, nearest: nearest))
        if nearest == nil { console.complain("`laneid help` lists the commands") }
        return .wrongUsage
    }
}
