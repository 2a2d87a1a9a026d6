import Foundation
import Testing

@testable import Configuration

/// No name in settings is a payment card's number, and no complaint about settings shows one.
struct SettingsDoorTests {
    private static let number = "4012888888881881"

    /// A text of each kind that settings may hold.
    private static let document = """
        {
          "directory": "/var/lib/laneid/d.sqlite",
          "journal": {"path": "/var/lib/laneid/j.sqlite", "durability": "full"},
          "socket": {"path": "/run/laneid/lane.sock", "mode": "0660", "group": "laneid"},
          "access": {"users": ["till"], "groups": ["tills"]},
          "store": {"region": "US", "areaCode": "612", "timeZone": "America/Chicago"},
          "source": {"sqlite": "/srv/pos.sqlite", "query": "SELECT 1, 2, 3"},
          "lanes": [{"name": "L1", "devices": ["front"], "shopper": "ask", "users": ["till"],
                     "ticket": {"mode": "append"}}, {"name": "L2"}],
          "devices": [
            {"name": "front", "driver": "serial-scanner", "path": "/dev/ttyS0", "framing": "8N1"},
            {"name": "back", "match": {"serial": "A1"}, "lane": "L2"}
          ],
          "rules": [{"name": "members", "kinds": ["barcode"], "prefix": "29", "symbology": "code128",
                     "produces": "memberNumber"}],
          "paymentCards": {"allow": [{"prefix": "604912", "length": 16, "kind": "magstripe"}]}
        }
        """
    /// What describes files, devices and numbers, and is no name.
    private static let exempt = [
        "path", "directory", "sqlite", "serial", "port", "prefix", "mask", "range",
    ]

    private func problems(_ value: Any) throws -> [String] {
        let text = try JSONSerialization.data(withJSONObject: value)
        do throws(SettingsProblems) {
            _ = try Settings(json5: Array(text))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The document with `number` in place of each text in turn, and where it stands.
    private func variants(_ value: Any, _ place: [String] = []) -> [(place: [String], value: Any)] {
        if value is String { return [(place, Self.number)] }
        if let members = value as? [String: Any] {
            return members.keys.sorted().flatMap { key in
                let inner = variants(members[key] ?? "", place + [key])
                return inner.map { variant in
                    var changed = members
                    changed[key] = variant.value
                    return (variant.place, changed as Any)
                }
            }
        }
        guard let values = value as? [Any] else { return [] }
        return values.indices.flatMap { index in
            variants(values[index], place).map { variant in
                var changed = values
                changed[index] = variant.value
                return (variant.place, changed as Any)
            }
        }
    }

    @Test func `Each text but paths, serial numbers and patterns refuses a card's number`() throws {
        let document = try JSONSerialization.jsonObject(with: Data(Self.document.utf8))
        let tried = variants(document)
        #expect(tried.count > 25)
        for (place, value) in tried {
            let found = try problems(value)
            let isExempt = Self.exempt.contains(place.last ?? "")
            let isTooLong =
                place.last == "areaCode" && found == ["store.areaCode: is longer than 8 bytes"]
            if !isExempt, !isTooLong {
                #expect(
                    found.contains { $0.contains("may be a payment card's number") },
                    "\(place): \(found)")
            }
            for start in 0...(Self.number.count - 5) {
                let piece = Self.number.dropFirst(start).prefix(5)
                #expect(!found.joined().contains(piece), "\(place): \(found)")
            }
        }
    }

    @Test(
        "A complaint shows no digit of a card",
        arguments: [
            #"{"4012888888881881": 1}"#, #"{"lanes": 4012888888881881}"#,
            #"{"journal": {"keepEvents": 4012888888881881}}"#,
            #"{"socket": {"mode": "4012 8888 8888 1881"}}"#,
            #"{"devices": [{"name": "a", "driver": "4012888888881881"}]}"#,
            #"{"lanes": [{"name": "４０１２８８８８８８８８１８８１"}]}"#,
        ])
    func complaints(text: String) throws {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let found = try problems(value)
        #expect(!found.isEmpty)
        for start in 0...(Self.number.count - 5) {
            let piece = Self.number.dropFirst(start).prefix(5)
            #expect(!found.joined().contains(piece), "\(found)")
        }
    }

    @Test func `Honest settings hold no card`() throws {
        let document = try JSONSerialization.jsonObject(with: Data(Self.document.utf8))
        let found = try problems(document)
        #expect(found == [])
    }
}
