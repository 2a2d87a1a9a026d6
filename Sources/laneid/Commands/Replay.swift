import Drivers
import Identity
import Simulator
import Transport

extension Command {
    static let replay = Command(
        name: "replay",
        summary: "play a recorded reader to a running daemon",
        details: """
            Makes a virtual serial reader at PATH, which the daemon's settings (or its --device) name as the path of a
            device, and plays the capture on it with its pauses. The reader is gone again when the capture ends.
            """,
        positionals: [Positional(name: "CAPTURE", summary: "a .capture file")],
        options: [
            Option("--port", "PATH", "where the daemon looks for the reader", isRequired: true),
            Option("--fast", "leave out the pauses"),
        ],
        examples: [
            "laneid replay Fixtures/serial-scanner/label.capture --port /run/laneid/front"
        ]
    ) { arguments, console in
        let capture = try Files.capture(arguments.positionals[0])
        try capture.driver.flatMap(Driver.named).map(Files.requireSerial)
        guard let port = arguments["--port"] else { return .wrongUsage }
        let reader = try VirtualReader(linkedAt: port)
        let result = try CapturePlayer(isFast: arguments.has("--fast")).play(capture, on: reader)
        guard result.wasRead else {
            throw CommandFailure(
                "nobody reads \(port): does laneidd run, and do its settings name this path?",
                code: .unavailable)
        }
        console.say("Played \(result.sent) bytes.\n")
        if result.missing > 0 {
            console.say(
                "The daemon sent \(result.missing) bytes less than the capture shows.\n")
        }
        return .done
    }
}
