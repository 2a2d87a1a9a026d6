import Decoding
import Drivers
import Foundation
import Identity
import Simulator

/// The project's captures and other fixtures: what the first corpus is made of.
enum Corpus {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All files under a folder of the project whose names end so, in a fixed order.
    static func files(in path: String, _ suffix: String) -> [[UInt8]] {
        let top = folder.appending(path: path).path
        let names = FileManager.default.subpaths(atPath: top) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().compactMap {
            FileManager.default.contents(atPath: "\(top)/\($0)").map { [UInt8]($0) }
        }
    }

    /// Every capture under `Fixtures`, with its driver.
    static let captures: [(driver: Driver, capture: Capture)] = Driver.catalogue.flatMap { driver in
        files(in: "Fixtures/\(driver.name)", ".capture").compactMap { bytes in
            guard let capture = try? Capture(parsing: String(decoding: bytes, as: UTF8.self)),
                let named = Driver.named(capture.driver ?? driver.name)
            else { return nil }
            return (named, capture)
        }
    }

    /// What the captures' decoders made of them.
    static let readings: [Reading] = {
        var readings: [Reading] = []
        for (driver, capture) in captures {
            let items = (try? CaptureRun.items(of: capture, driver: driver)) ?? []
            for case .reading(let reading) in items { readings.append(reading) }
        }
        return readings
    }()
}

extension Bytes {
    var array: [UInt8] { (0..<count).map { self[$0] } }
}
