import Identity
import LaneLink
import Simulator
import Transport

extension Command {
    static let devices = Command(
        name: "devices",
        summary: "list the daemon's readers, their states, and why one does not work",
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
        var table = TextTable("DEVICE", "DRIVER", "LANE", "STATE", "READS", "FAULTS", "WHERE")
        for device in devices {
            table.add(
                [
                    device.device, device.driver ?? "-", device.lane ?? "-", device.state,
                    "\(device.reads)",
                    "\(device.faults)", device.identity,
                ], note: device.why.map { console.coloured($0.harmless, .yellow) })
        }
        return table.text
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
