import Drivers
import Identity
public import Recognition

/// What no single entry shows: names used twice, devices without a lane, rules that match
/// everything.
extension Settings {
    package func check(with reader: inout SettingsReader) {
        complainOfTwins(lanes.map(\.name), in: "lanes", with: &reader)
        complainOfTwins(devices.map(\.name), in: "devices", with: &reader)
        // Two drivers may read two interfaces of one device.
        let places = devices.map {
            switch $0.place {
            case .path: "\($0.place)"
            case .usb: "\($0.place)\($0.driver.map { " with driver \($0.name)" } ?? "")"
            }
        }
        complainOfTwins(places, in: "devices", with: &reader)
        checkLanes(with: &reader)
        do throws(RuleErrors) {
            _ = try RuleSet(rules)
        } catch {
            for error in error.errors {
                let name = error.name.isEmpty ? "" : "\"\(error.name)\" "
                reader.complain("rules[\(error.index ?? 0)]", "\(name)\(error.problem)")
            }
        }
        for (index, description) in allowedCards.enumerated() {
            do throws(PaymentCardAllowanceError) {
                _ = try PaymentCardAllowance(description)
            } catch {
                reader.complain("paymentCards.allow[\(index)]", "\(error)")
            }
        }
    }

    /// What recognises readings by these settings.
    /// - Throws: What `init(json5:)` would have complained of.
    public func recogniser() throws(SettingsProblems) -> Recogniser {
        var reader = SettingsReader()
        check(with: &reader)
        guard reader.problems.isEmpty, let rules = try? RuleSet(rules) else {
            throw SettingsProblems(reader.problems)
        }
        let allowed = allowedCards.compactMap { try? PaymentCardAllowance($0) }
        return Recogniser(rules: rules, allowing: allowed)
    }

    private func checkLanes(with reader: inout SettingsReader) {
        guard !lanes.isEmpty else { return }
        var owner: [String: String] = [:]
        for (index, lane) in lanes.enumerated() {
            for device in lane.devices {
                if !devices.contains(where: { $0.name == device }) {
                    reader.complain("lanes[\(index)].devices", "there is no device \"\(device)\"")
                } else if let first = owner[device] {
                    reader.complain(
                        "lanes[\(index)].devices",
                        "\"\(device)\" belongs to lane \"\(first)\" already")
                } else {
                    owner[device] = lane.name
                }
            }
        }
        for (index, device) in devices.enumerated() {
            if let lane = device.lane {
                if !lanes.contains(where: { $0.name == lane }) {
                    reader.complain("devices[\(index)].lane", "there is no lane \"\(lane)\"")
                } else if let first = owner[device.name], first != lane {
                    reader.complain(
                        "devices[\(index)].lane", "the device belongs to lane \"\(first)\" already")
                }
            } else if owner[device.name] == nil {
                reader.complain("devices[\(index)]", "\"\(device.name)\" belongs to no lane")
            }
        }
    }

    private func complainOfTwins(
        _ names: [String], in section: String, with reader: inout SettingsReader
    ) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            reader.complain("\(section)[\(index)]", "\"\(name)\" is there twice")
        }
    }
}
