extension Command {
    static let watch = Command(
        name: "watch",
        summary: "show the events of lanes as they come",
        details: """
            Subscribes like a lane's program, and prints a line for each event until Ctrl-C. Other programs
            still get every event. When the daemon restarts, it waits and goes on where it was.
            """,
        options: [
            Option("--lane", "NAME", "this lane only; otherwise every lane that has a reader"),
            Option("--count", "N", "end after N events", .number(1...Int.max)),
            LaneSocket.option, .json,
        ],
        examples: ["laneid watch --lane L1", "laneid watch --json --count 1"]
    ) { arguments, console in
        try LaneSocket.reporting(arguments) { path in
            var watcher = Watcher(
                path: path, lane: arguments["--lane"], limit: arguments.integer("--count") ?? .max,
                asJSON: arguments.has("--json"), console: console)
            try watcher.run()
            return .done
        }
    }
}
