import Identity
import LaneLink
import Simulator
import Transport

extension Command {
    static let devices = Command(
        name: "devices",
        summary: "the running daemon's readers, their states, and why one does not work",
        options: [LaneSocket.option, .json],
        examples: ["laneid devices"]
    ) { arguments, console in
        try LaneSocket.use(arguments) { client in
            let devices = try client.call("devices").devices ?? []
            if arguments.has("--json") {
                for device in devices { try console.line(device.json) }
            } else {
                try console.write(table(devices, console))
                if devices.isEmpty { console.say("The daemon has no readers.\n") }
            }
            return .done
        }
    }

    private static func table(_ devices: [LaneMessage.Device], _ console: Console) -> String {
        let rows = devices.map {
            [$0.device, $0.driver ?? "-", $0.lane ?? "-", $0.state, "\($0.reads)", "\($0.faults)", $0.identity]
                .map(\.harmless)
        }
        guard !rows.isEmpty else { return "" }
        let heads = ["DEVICE", "DRIVER", "LANE", "STATE", "READS", "FAULTS", "WHERE"]
        let widths = heads.indices.map { column in
            (rows.map { $0[column].count } + [heads[column].count]).max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmingEnd + "\n"
        }
        var text = line(heads)
        for (device, row) in zip(devices, rows) {
            text += line(row)
            if let why = device.why {
                text += "    " + console.coloured(why.harmless, .yellow) + "\n"
            }
        }
        return text
    }
}

extension LaneMessage.Device {
    fileprivate var json: String {
        var line = LineBuffer()
        line.raw("{")
        line.member("device", string: device)
        if let driver { line.member("driver", string: driver) }
        if let kind { line.member("kind", string: kind) }
        if let lane { line.member("lane", string: lane) }
        line.member("state", string: state)
        if let why { line.member("why", string: why) }
        line.member("reads", integer: Int64(reads))
        line.member("faults", integer: Int64(faults))
        line.member("identity", string: identity)
        line.raw("}")
        return String(line)
    }
}

extension String {
    /// The text without the blanks at its end.
    var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
