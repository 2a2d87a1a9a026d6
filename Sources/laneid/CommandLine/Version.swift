import Gateway
import LaneLink

extension Command {
    static let version = Command(
        name: "version",
        summary: "print the version of LaneID and of the lane protocol",
        options: [.json],
        examples: ["laneid version --json"]
    ) { arguments, console in
        if arguments.has("--json") {
            var line = LineBuffer()
            line.raw("{")
            line.member("version", string: Version.text)
            line.member("protocol", integer: Int64(LaneProtocol.version))
            line.raw("}")
            try console.line(String(line))
        } else {
            try console.line(
                "laneid \(Version.text), lane protocol \(LaneProtocol.version)")
        }
        return .done
    }
}

extension String {
    /// What was written into the buffer.
    init(_ buffer: LineBuffer) {
        self.init(decoding: buffer.bytes, as: UTF8.self)
    }
}
