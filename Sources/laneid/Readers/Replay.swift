import Identity
import Simulator
import Transport

extension Command {
    static let replay = Command(
        name: "replay",
        summary: "play a recorded reader to a running daemon",
        details: """
            Makes a virtual serial reader at PATH, which the daemon's settings (or its --device) name as the path of a
            device, and plays the capture on it with its pauses. A capture of a USB reader is played on the kernel's
            virtual USB controller instead, without --port: as root, and after modprobe vhci-hcd. The reader is gone
            again when the capture ends.
            """,
        positionals: [Positional(name: "CAPTURE", summary: "a .capture file")],
        options: [
            Option("--port", "PATH", "where the daemon looks for a serial reader"),
            Option("--fast", "leave out the pauses"),
        ],
        examples: [
            "laneid replay Fixtures/serial-scanner/label.capture --port /run/laneid/front"
        ]
    ) { arguments, console in
        let capture = try Files.capture(arguments.positionals[0])
        let player = CapturePlayer(isFast: arguments.has("--fast"))
        let result: CapturePlayer.Result
        if let model = USBModel(of: capture) {
            let reader = try VirtualUSBReader(model)
            guard reader.waitUntilConfigured(within: .seconds(5)) else {
                throw CommandFailure("the kernel does not take the virtual \(model.name)")
            }
            // Nobody listening is found out below, as with a serial reader.
            _ = reader.waitUntilListenedTo(within: .seconds(5))
            result = try player.play(capture, on: reader)
        } else {
            guard let port = arguments["--port"] else {
                throw UsageError.missing(argument: "--port PATH")
            }
            result = try player.play(capture, on: try VirtualReader(linkedAt: port))
        }
        guard result.wasRead else {
            let place = arguments["--port"] ?? "the virtual reader"
            throw CommandFailure(
                "nothing reads \(place): is laneidd running, with a device there?",
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
