import Configuration
import Devices
import Lanes
import Pipeline
import Transport

/// Settings that change while lanes are served (SIGHUP).
extension Gateway {
    /// Reads the settings again, takes what can be taken at once, and says what needs a restart.
    /// Settings with a problem change nothing: the former hold.
    func reload() {
        do throws(SettingsProblems) {
            guard let readSettings else {
                return log.notice("settings are read at start; restart to apply them")
            }
            try take(try readSettings())
        } catch {
            for problem in error.description.split(separator: "\n") {
                log.error("the former settings hold, for the new ones have a problem: \(problem)")
            }
        }
    }

    private func take(_ new: Settings) throws(SettingsProblems) {
        let change = SettingsChange(from: settings, to: new)
        rules.pipeline = EventPipeline(recogniser: try new.recogniser())
        settings.rules = new.rules
        settings.allowedCards = new.allowedCards
        settings.hasBenefits = new.hasBenefits
        rules.hasBenefits = new.hasBenefits
        if change.taken.contains("lanes") { takeLanes(new) }
        for sentence in change.sentences { log.notice(sentence) }
    }

    /// The same lanes with the same devices, but other shoppers or users. Who is subscribed stays
    /// so.
    private func takeLanes(_ new: Settings) {
        rules.lanes = new.effectiveLanes.map { settings in
            Lane(settings) { [log] name in
                log.warning(
                    "there is no user or group \"\(name)\" on this machine; settings name it")
            }
        }
        settings.lanes = new.lanes
        tickets.setLanes(rules.lanes)
        attachments.setLanes(rules.lanes)
    }
}
