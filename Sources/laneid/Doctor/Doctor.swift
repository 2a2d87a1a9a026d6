import Identity

extension Command {
    static let doctor = Command(
        name: "doctor",
        summary: "find out why a reader does not work, and what to type",
        details: """
            Looks at the daemon and its socket, versions, settings, USB devices and serial ports, udev rules, the group, \
            programs that take readers, directory, journal, disk and clock. It changes nothing. Ports that settings \
            name are opened for a moment, but only while no daemon runs.
            """,
        options: [
            Option("--settings", "FILE", "the daemon's settings, where it has others than usual"),
            Option("--wrong", "show only problems and notes"),
            LaneSocket.option, .json,
        ],
        exits: [
            .done: "no problems", .failed: "at least one problem",
        ],
        examples: ["laneid doctor", "sudo laneid doctor --wrong", "laneid doctor --json"]
    ) { arguments, console in
        let examination = Examination(
            settings: arguments["--settings"],
            socket: arguments[LaneSocket.option.name] ?? LaneSocket.environmentPath)
        let all = examination.findings()
        let shown = arguments.has("--wrong") ? all.filter { $0.level != .well } : all
        let wrong = all.filter { $0.level == .wrong }.count
        if arguments.has("--json") {
            for finding in shown { try console.line(finding.json) }
        } else {
            for finding in shown { try console.line(finding.text(console)) }
            try console.line(summary(all.count, wrong))
        }
        return wrong == 0 ? .done : .failed
    }

    private static func summary(_ count: Int, _ wrong: Int) -> String {
        switch wrong {
        case 0: "\(count.counted("check")), no problems."
        default: "\(count.counted("check")), \(wrong.counted("problem"))."
        }
    }
}
