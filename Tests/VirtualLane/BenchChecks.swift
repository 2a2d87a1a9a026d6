import Foundation
import Identity
import Simulator
import Transport

/// A technician's `laneid test` of readers on the bus, while a lane program listens.
extension Check {
    static var bench: [Check] {
        let rows: [(model: USBModel, typed: [String], shown: String)] = [
            (.hidScanner, ["4006381333931", "96385074"], "text: *********3931"),
            (.magtekSwipe, [";8134000123?", ";E?"], "8134000123".masked),
            (.keyboardScanner, ["4006381333931"], "text: *********3931"),
        ]
        return rows.map { model, typed, shown in
            Check(
                name: "laneid test has the readings of \(model.name), and its lane none meanwhile",
                drivers: [model.driver], isFoundByItself: true
            ) {
                let daemon = try Daemon([])
                let reader = try VirtualUSBReader(model)
                let name = try daemon.waitForReady(driver: model.driver).device
                let output = "\(daemon.folder)/test"
                let tool = try ChildProcess(
                    path: ".build/debug/laneid",
                    arguments: [
                        "test", name, "--socket", "\(daemon.folder)/lane.sock", "--count",
                        "\(typed.count)",
                    ], environment: ["PATH": "/usr/bin:/bin"], log: output)
                func said() -> String {
                    (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
                }
                try daemon.waitUntil(name, "held")
                for line in typed { try reader.type(line) }
                try waitFor("the end of the test") {
                    try require(daemon.event(within: .zero) == nil, "the lane heard of the test")
                    return tool.isRunning ? nil : true
                }
                let good = typed.filter { !$0.contains("E?") }.count
                try require(
                    said().contains(shown)
                        && said().contains("\(good) good, \(typed.count - good) bad"),
                    "it said: \(said())")
                try require(
                    tool.exitCode == (good == typed.count ? 0 : 1),
                    "it ended with \(tool.exitCode ?? -1)")
                try daemon.waitUntil(name, "ready")
                try require(daemon.event(within: .zero) == nil, "the lane heard of the test")
                try reader.type("8134000124")
                let event = try daemon.event()
                try require(event.value == "8134000124", "after the test came \(event)")
                return "\(typed.count) readings for the tester, then the lane's"
            }
        }
    }
}

extension String {
    /// As `laneid test` shows it: its last four characters only.
    fileprivate var masked: String {
        String(repeating: "*", count: max(0, count - 4)) + suffix(4)
    }
}
