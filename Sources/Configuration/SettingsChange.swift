import Drivers

/// What other settings change while the gateway runs: what is taken at once, and what only a
/// restart takes. Pure.
package struct SettingsChange: Equatable {
    /// The sections taken at once.
    package private(set) var taken: [String] = []
    /// The sections that need a restart; of `lanes`, who they are and which devices they have.
    private(set) var needRestart: [String] = []

    package init(from old: Settings, to new: Settings) {
        Self.note("rules", old.rules != new.rules, &taken)
        Self.note("paymentCards", old.allowedCards != new.allowedCards, &taken)
        Self.note("benefits", old.hasBenefits != new.hasBenefits, &taken)
        let (lanes, newLanes) = (old.effectiveLanes, new.effectiveLanes)
        let isSameShop =
            lanes.map(\.name) == newLanes.map(\.name)
            && lanes.map(\.devices) == newLanes.map(\.devices)
        Self.note("lanes", isSameShop && lanes != newLanes, &taken)
        Self.note("lanes", !isSameShop, &needRestart)
        Self.note("devices", !Self.areSame(old.devices, new.devices), &needRestart)
        Self.note("cards", old.cards != new.cards, &needRestart)
        Self.note("ignore", old.ignored != new.ignored, &needRestart)
        Self.note("directory", old.directory != new.directory, &needRestart)
        Self.note("source", old.source != new.source, &needRestart)
        Self.note("journal", old.journal != new.journal, &needRestart)
        Self.note(
            "socket",
            old.socket.path != new.socket.path || old.socket.mode != new.socket.mode
                || old.socket.group != new.socket.group, &needRestart)
        Self.note("access", old.access != new.access, &needRestart)
        Self.note(
            "store", old.timeZone != new.timeZone || old.telephones != new.telephones, &needRestart)
    }

    private static func note(_ section: String, _ isChanged: Bool, _ list: inout [String]) {
        if isChanged { list.append(section) }
    }

    private static func areSame(
        _ old: [Settings.DeviceSettings], _ new: [Settings.DeviceSettings]
    ) -> Bool {
        old.count == new.count
            && zip(old, new).allSatisfy {
                $0.name == $1.name && $0.driver?.name == $1.driver?.name && $0.place == $1.place
                    && $0.line == $1.line && $0.options == $1.options && $0.lane == $1.lane
                    && $0.dwell == $1.dwell
            }
    }

    /// Sentences for the log.
    package var sentences: [String] {
        var sentences: [String] = []
        if taken.isEmpty, needRestart.isEmpty { sentences.append("settings read again: as before") }
        if !taken.isEmpty {
            sentences.append(
                "settings read again: \(taken.joined(separator: ", ")) hold from now on")
        }
        if !needRestart.isEmpty {
            sentences.append(
                "settings read again: \(needRestart.joined(separator: ", ")) changed too, which holds after a restart"
            )
        }
        return sentences
    }
}
