/// Devices as a command line names them.
extension Settings {
    /// Adds devices: `front,driver=serial-scanner,baud=9600`.
    package mutating func add(devices texts: [String]) throws(SettingsProblems) {
        guard !texts.isEmpty else { return }
        var reader = SettingsReader()
        for text in texts {
            let value = Self.members(of: text)
            if let device = Self.device(value, at: "--device \(text)", with: &reader) {
                devices.append(device)
            }
        }
        check(with: &reader)
        guard reader.problems.isEmpty else { throw SettingsProblems(reader.problems) }
    }

    /// `front,driver=serial-scanner,baud=9600` as the object it would be in a settings file.
    private static func members(of text: String) -> JSONValue {
        var members: [String: JSONValue] = [:]
        var match: [String: JSONValue] = [:]
        for (index, part) in text.split(separator: ",").enumerated() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2, ["serial", "port", "usb"].contains(pair[0]) {
                match[pair[0]] = .string(pair[1])
            } else if pair.count == 2 {
                members[pair[0]] = Int(pair[1]).map { .integer($0) } ?? .string(pair[1])
            } else {
                members[index == 0 ? "name" : pair[0]] = .string(pair[0])
            }
        }
        if !match.isEmpty { members["match"] = .object(match) }
        return .object(members)
    }
}
