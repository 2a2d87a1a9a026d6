import Drivers
import Identity
import Journal
import Recognition

/// What the top level of a settings file may hold, section by section.
extension Settings {
    /// Reads settings from the bytes of a JSON5 file.
    /// - Throws: Every problem at once.
    public init(json5 bytes: [UInt8]) throws(SettingsProblems) {
        var reader = SettingsReader()
        let tree: JSONValue
        do throws(SettingsProblem) {
            tree = try JSONValue.json5(bytes)
        } catch {
            throw SettingsProblems([error])
        }
        self.init()
        read(tree, with: &reader)
        check(with: &reader)
        guard reader.problems.isEmpty else { throw SettingsProblems(reader.problems) }
    }

    private static let sections = [
        "store", "directory", "journal", "socket", "control", "access", "lanes", "devices",
        "ignore", "rules",
        "coreLane", "source", "paymentCards", "benefits", "cards",
    ]
    /// Settings of the design that this version does not have yet: refused rather than passed over
    /// in silence.
    private static let laterSections = ["control", "coreLane"]

    private mutating func read(_ tree: JSONValue, with reader: inout SettingsReader) {
        guard let top = reader.object(tree, at: "", keys: Self.sections) else { return }
        for key in Self.laterSections where top.has(key) {
            reader.complain(key, "this version has no such feature yet; remove it")
        }
        if let path = reader.path(top, "directory") { directory = path }
        if let flag = reader.bool(top, "benefits") { hasBenefits = flag }
        readStore(top, with: &reader)
        readSource(top, with: &reader)
        readJournal(top, with: &reader)
        readSocket(top, with: &reader)
        readAccess(top, with: &reader)
        lanes = read(top, "lanes", with: &reader, Self.lane)
        devices = read(top, "devices", with: &reader, Self.device)
        ignored = read(top, "ignore", with: &reader, Self.selector)
        if top.has("rules") { rules = read(top, "rules", with: &reader, Self.rule) }
        readPaymentCards(top, with: &reader)
        readCards(top, with: &reader)
    }

    private func read<Element>(
        _ fields: SettingsReader.Fields, _ key: String, with reader: inout SettingsReader,
        _ element: (JSONValue, String, inout SettingsReader) -> Element?
    ) -> [Element] {
        var elements: [Element] = []
        for (index, value) in (reader.list(fields, key) ?? []).enumerated() {
            if let element = element(value, "\(fields.place)\(key)[\(index)]", &reader) {
                elements.append(element)
            }
        }
        return elements
    }

    private mutating func readStore(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        guard let value = top.members["store"],
            let fields = reader.object(
                value, at: "store", keys: ["region", "areaCode", "timeZone"])
        else { return }
        let region = reader.string(fields, "region", limit: 64)
        let area = reader.string(fields, "areaCode", limit: 8)
        if let region {
            telephones = TelephoneNumbers(region: region, areaCode: area)
            if telephones == nil {
                reader.complain(
                    "store.region",
                    "\"\(region)\" is not a known region: use the two-letter ISO 3166 code, such as US or DE"
                )
            }
        } else if area != nil {
            reader.complain("store.areaCode", "means nothing without a region")
        }
        if let area, !area.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            reader.complain("store.areaCode", "\"\(area)\" has other characters than digits")
        }
        if let zone = reader.string(fields, "timeZone", limit: 64) {
            timeZone = zone
            if StoreCalendar(timeZone: zone) == nil {
                reader.complain(
                    "store.timeZone",
                    "\"\(zone)\" is no time zone that this machine knows: a name such as America/Chicago"
                )
            }
        }
    }

    private mutating func readSource(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        guard let value = top.members["source"],
            let fields = reader.object(
                value, at: "source", keys: ["sqlite", "limitMs", "query"])
        else { return }
        guard let path = reader.path(fields, "sqlite") else {
            if !fields.has("sqlite") { reader.complain("source", "has no sqlite") }
            return
        }
        var settings = SourceSettings(path: path)
        if let limit = reader.integer(fields, "limitMs", in: 1...1000) { settings.limitMs = limit }
        if let query = reader.string(fields, "query") { settings.query = query }
        source = settings
    }

    private mutating func readJournal(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        let keys = ["path", "keepHours", "keepEvents", "durability"]
        guard let value = top.members["journal"],
            let fields = reader.object(value, at: "journal", keys: keys)
        else { return }
        enum Durability: String, CaseIterable { case normal, full }
        if let path = reader.path(fields, "path") { journal.path = path }
        if let hours = reader.integer(fields, "keepHours", in: 1...8760) {
            journal.keepHours = hours
        }
        if let events = reader.integer(fields, "keepEvents", in: 1...100_000_000) {
            journal.keepEvents = events
        }
        if let word = reader.word(fields, "durability", as: Durability.self) {
            journal.isFullyDurable = word == .full
        }
    }

    private mutating func readSocket(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        guard let value = top.members["socket"],
            let fields = reader.object(value, at: "socket", keys: ["path", "mode", "group"])
        else { return }
        if let path = reader.path(fields, "path") { socket.path = path }
        if let mode = reader.mode(fields, "mode") { socket.mode = mode }
        if let group = reader.string(fields, "group", limit: 32) { socket.group = group }
    }

    private mutating func readAccess(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        guard let value = top.members["access"],
            let fields = reader.object(value, at: "access", keys: ["users", "groups"])
        else { return }
        access.users = reader.strings(fields, "users") ?? []
        access.groups = reader.strings(fields, "groups") ?? []
    }

    private mutating func readPaymentCards(
        _ top: SettingsReader.Fields, with reader: inout SettingsReader
    ) {
        guard let value = top.members["paymentCards"],
            let fields = reader.object(value, at: "paymentCards", keys: ["allow"])
        else { return }
        for (index, entry) in (reader.list(fields, "allow") ?? []).enumerated() {
            let place = "paymentCards.allow[\(index)]"
            let keys = ["prefix", "length", "track", "kind", "bankFormat"]
            guard let card = reader.object(entry, at: place, keys: keys) else { continue }
            allowedCards.append(
                PaymentCardAllowanceDescription(
                    prefix: reader.string(card, "prefix", limit: 19),
                    length: reader.integer(card, "length", in: 1...40),
                    kind: reader.string(card, "kind"),
                    track: reader.integer(card, "track", in: 1...3),
                    bankFormat: reader.bool(card, "bankFormat")))
        }
    }
}
