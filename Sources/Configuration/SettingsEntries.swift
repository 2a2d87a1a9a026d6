import Decoding
import Drivers
import Identity
import Recognition
import Tickets
import Transport

/// The entries of the lists: lanes, devices, rules.
extension Settings {
    static func lane(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> LaneSettings? {
        let keys = ["name", "devices", "shopper", "ticket", "users", "dwell"]
        guard let fields = reader.object(value, at: place, keys: keys) else { return nil }
        guard let name = reader.name(fields, "name") else {
            if !fields.has("name") { reader.complain(place, "has no name") }
            return nil
        }
        var lane = LaneSettings(name: name)
        lane.devices = reader.strings(fields, "devices") ?? []
        lane.shopper = reader.word(fields, "shopper", as: ShopperPolicy.self) ?? .account
        if let value = fields.members["ticket"] {
            lane.ticket = ticket(value, at: "\(place).ticket", with: &reader)
        }
        lane.users = reader.strings(fields, "users") ?? []
        lane.dwell = dwell(fields, with: &reader)
        return lane
    }

    /// For how many milliseconds the same text again is the same reading.
    private static func dwell(
        _ fields: SettingsReader.Fields, with reader: inout SettingsReader
    ) -> Duration? {
        reader.integer(fields, "dwell", in: 0...10_000).map { .milliseconds($0) }
    }

    private static func ticket(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> TicketPolicy {
        var policy = TicketPolicy()
        guard let fields = reader.object(value, at: place, keys: ["mode", "maximum"]) else {
            return policy
        }
        policy.mode = reader.word(fields, "mode", as: TicketMode.self) ?? .append
        let members = 1...TicketBook.maxMembers
        guard let maximum = reader.integer(fields, "maximum", in: members) else { return policy }
        if policy.mode == .append {
            policy.maximum = maximum
        } else {
            reader.complain(
                "\(place).maximum", "means nothing where a ticket has one member: remove it")
        }
        return policy
    }

    private static let deviceKeys =
        ["name", "driver", "path", "baud", "framing", "flow", "lane", "match", "dwell"]
        + Set(DriverOption.all.map(\.name)).sorted()

    package static func device(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> DeviceSettings? {
        guard let fields = reader.object(value, at: place, keys: deviceKeys) else { return nil }
        // The catalogue may know what a USB device is; of a serial port it knows nothing.
        for key in fields.has("match") ? ["name"] : ["name", "driver", "path"]
        where !fields.has(key) {
            reader.complain(place, "has no \(key)")
        }
        let driver = driver(fields, with: &reader)
        guard let name = reader.name(fields, "name"), driver != nil || !fields.has("driver"),
            let location = Self.place(fields, of: driver, with: &reader)
        else { return nil }
        return DeviceSettings(
            name: name, driver: driver, place: location,
            line: line(fields, of: driver, with: &reader),
            options: options(fields, of: driver, with: &reader), lane: reader.name(fields, "lane"),
            dwell: dwell(fields, with: &reader))
    }

    private static func place(
        _ fields: SettingsReader.Fields, of driver: Driver?, with reader: inout SettingsReader
    ) -> DeviceSettings.Place? {
        if let match = fields.members["match"] {
            if fields.has("path") {
                reader.complain(fields.place, "has both path and match; it can be found by one")
            }
            return selector(match, at: "\(fields.place).match", with: &reader).map { .usb($0) }
        }
        guard let path = reader.string(fields, "path"), let driver else { return nil }
        if let why = problem(of: path, for: driver) {
            reader.complain("\(fields.place).path", why)
            return nil
        }
        return .path(path)
    }

    /// Why the driver's devices are not found by this path; nil when they are.
    private static func problem(of path: String, for driver: Driver) -> String? {
        let place = NetworkPlace(path, defaultPort: driver.attachment.port)
        let stream = NetworkPlace.Scheme.stream.rawValue
        switch driver.attachment {
        case .usb:
            return "is a serial port's, but \(driver.name) reads USB devices; use match instead"
        case .serial where !path.hasPrefix(stream):
            return path.hasPrefix("/")
                ? nil : "is not an absolute path, nor like \(stream)HOST:PORT"
        case .serial, .stream:
            return place?.scheme == .stream ? nil : "is not like \(stream)HOST:PORT"
        case .datagrams:
            return place?.scheme == .datagrams
                ? nil : "is not like \(NetworkPlace.Scheme.datagrams.rawValue)0.0.0.0:PORT"
        }
    }

    /// One of `{ serial }`, `{ port }` and `{ usb }`.
    static func selector(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> USBSelector? {
        let keys = ["serial", "port", "usb"]
        guard let fields = reader.object(value, at: place, keys: keys) else { return nil }
        guard fields.members.count == 1 else {
            reader.complain(place, "must have one of serial, port and usb")
            return nil
        }
        for (key, make) in [("serial", USBSelector.serial), ("port", USBSelector.port)] {
            guard let text = reader.string(fields, key, limit: 126) else { continue }
            guard !text.isEmpty else {
                reader.complain("\(place).\(key)", "is empty")
                return nil
            }
            return make(text)
        }
        guard let text = reader.string(fields, "usb") else { return nil }
        guard let selector = USBSelector(model: text) else {
            reader.complain("\(place).usb", "is \"\(text)\", not like 0801:0002")
            return nil
        }
        return selector
    }

    private static func driver(
        _ fields: SettingsReader.Fields, with reader: inout SettingsReader
    ) -> Driver? {
        guard let name = reader.string(fields, "driver") else { return nil }
        guard let driver = Driver.named(name) else {
            let names = Driver.catalogue.map(\.name)
            let near = Spelling.nearest(to: name, among: names).map { "; did you mean \($0)?" }
            reader.complain(
                "\(fields.place).driver",
                "there is no driver \"\(name)\"\(near ?? ": there are \(names.joined(separator: ", "))")"
            )
            return nil
        }
        return driver
    }

    private static func line(
        _ fields: SettingsReader.Fields, of driver: Driver?, with reader: inout SettingsReader
    ) -> SerialLine {
        var line = SerialLine()
        if let driver {
            guard let usual = driver.attachment.line else {
                for key in ["baud", "framing", "flow"] where fields.has(key) {
                    reader.complain("\(fields.place).\(key)", "\(driver.name) has no serial line")
                }
                return line
            }
            line = usual
            let isNetwork =
                reader.string(fields, "path")?.hasPrefix(NetworkPlace.Scheme.stream.rawValue)
                == true
            let keys =
                ["baud", "framing", "flow"] + driver.options.filter(\.setsLine).map(\.name)
            for key in keys where isNetwork && fields.has(key) {
                reader.complain(
                    "\(fields.place).\(key)", "is set at the terminal server: remove it here")
            }
        }
        if let baud = reader.integer(fields, "baud", in: 50...4_000_000) { line.baud = baud }
        if let text = reader.string(fields, "framing") {
            if let framing = SerialFraming(text) {
                line.framing = framing
            } else {
                reader.complain("\(fields.place).framing", "is \"\(text)\", not like 8N1 or 7O1")
            }
        }
        if let flow = reader.word(fields, "flow", as: FlowControl.self) { line.flow = flow }
        return line
    }

    /// What the driver has; where the catalogue decides which driver it is, what any has.
    private static func options(
        _ fields: SettingsReader.Fields, of driver: Driver?, with reader: inout SettingsReader
    ) -> DriverOptions {
        var options = DriverOptions()
        for name in Set(DriverOption.all.map(\.name)).sorted() {
            guard let text = optionText(fields, name, with: &reader) else { continue }
            do throws(DriverOptionError) {
                try options.set(name, to: Array(text.utf8), for: driver)
            } catch {
                reader.complain("\(fields.place).\(name)", error.description)
            }
        }
        return options
    }

    /// An option's value: text, or of a list its words.
    private static func optionText(
        _ fields: SettingsReader.Fields, _ name: String, with reader: inout SettingsReader
    ) -> String? {
        let isList = DriverOption.named(name).contains { $0.isList }
        if isList, case .array? = fields.members[name] {
            return reader.strings(fields, name)?.joined(separator: ",")
        }
        return reader.string(fields, name)
    }

    private static let ruleKeys = [
        "name", "kinds", "prefix", "length", "digits", "mask", "range", "symbology", "track",
        "part", "application", "from",
        "to", "transcode", "produces",
    ]

    static func rule(
        _ value: JSONValue, at place: String, with reader: inout SettingsReader
    ) -> RuleDescription? {
        guard let fields = reader.object(value, at: place, keys: ruleKeys) else { return nil }
        var range = reader.strings(fields, "range")
        if let ends = range, ends.count != 2 {
            reader.complain("\(place).range", "is not a list of two strings, from and to")
            range = nil
        }
        let lengths = 1...Reading.capacity
        return RuleDescription(
            name: reader.string(fields, "name", limit: 64), kinds: reader.strings(fields, "kinds"),
            prefix: reader.string(fields, "prefix", limit: Identifier.capacity),
            length: reader.integer(fields, "length", in: lengths),
            digits: reader.integer(fields, "digits", in: lengths),
            mask: reader.string(fields, "mask", limit: Identifier.capacity), range: range,
            symbology: reader.string(fields, "symbology"),
            track: reader.integer(fields, "track", in: 1...3),
            part: reader.string(fields, "part"),
            application: reader.string(fields, "application", limit: 32),
            from: reader.integer(fields, "from", in: lengths),
            to: reader.integer(fields, "to", in: lengths),
            transcode: reader.string(fields, "transcode"),
            produces: reader.string(fields, "produces"))
    }
}
