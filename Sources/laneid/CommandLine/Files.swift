import Configuration
import Drivers
import FileAccess
import FoundationEssentials
import Gateway
import Simulator
import Transport

/// What commands are given to read.
enum Files {
    /// A capture, with the driver that it names, or else its folder.
    static func capture(_ path: String) throws -> Capture {
        let bytes = try FileSystem.contents(of: path, limit: 1 << 28)
        var capture: Capture
        do {
            capture = try Capture(parsing: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
        if capture.driver == nil {
            capture.driver = URL(filePath: path).deletingLastPathComponent().lastPathComponent
        }
        return capture
    }

    /// All that comes from standard input, piece by piece.
    /// - Parameter idle: Called again and again while nothing comes; it waits a moment itself.
    static func standardInput(idle: (() throws -> Void)? = nil, _ take: ([UInt8]) throws -> Void)
        throws
    {
        let input = try FileDescriptor.standardInput()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // A pipe's reader would wait.
            if let idle, try input.wait(for: .input, limit: .zero).isEmpty {
                try idle()
                continue
            }
            if let count = try input.read(into: &chunk) {
                guard count > 0 else { return }
                try take(Array(chunk[..<count]))
            } else {
                _ = try input.wait(for: .input, limit: nil)
            }
        }
    }

    /// A settings file.
    static func settings(_ path: String) throws -> Settings {
        do {
            return try Settings(
                json5: FileSystem.contents(of: path, limit: 1 << 20, as: .settings))
        } catch {
            throw CommandFailure("\(path): \(error)", code: .badSettings)
        }
    }

    /// The driver of that name.
    static func driver(_ name: String) throws(UsageError) -> Driver {
        if let driver = Driver.named(name) { return driver }
        let names = Driver.catalogue.map(\.name)
        let nearest = name.nearest(of: names).map { "; did you mean \($0)?" }
        throw .badValue(
            of: "the driver", value: name,
            why: "there is none of that name"
                + (nearest ?? "; there are \(names.joined(separator: ", "))"))
    }
}
