import Drivers
import Foundation
import Simulator
import Testing

/// A capture under `Fixtures/`, by driver and name.
struct FixtureFile: CustomTestStringConvertible, Sendable {
    let driver: String
    let name: String

    var testDescription: String { "\(driver)/\(name)" }

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures", directoryHint: .isDirectory)

    static let all: [FixtureFile] = Driver.catalogue.flatMap { driver in
        let folder = folder.appending(path: driver.name)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return names.sorted().filter { $0.hasSuffix(".capture") }
            .map { FixtureFile(driver: driver.name, name: String($0.dropLast(8))) }
    }

    func url(_ suffix: String) -> URL {
        Self.folder.appending(path: "\(driver)/\(name).\(suffix)")
    }

    /// The capture and its driver.
    func load() throws -> (Capture, Driver) {
        let text = try String(contentsOf: url("capture"), encoding: .utf8)
        let capture = try Capture(parsing: text)
        let name = capture.driver ?? driver
        guard let driver = Driver.named(name) else { throw UnknownDriver(name: name) }
        return (capture, driver)
    }

    struct UnknownDriver: Error {
        let name: String
    }
}
