import Transport

/// The names by serial number that more than one reader would have, because its maker writes one
/// number into every unit. These readers are named by their ports for good, also after a restart
/// with one of them: so the names stand in a file, a line each.
struct SharedNames {
    /// How many are kept: far more than a shop has readers.
    private static let limit = 256

    private let path: String
    private var names: [String]

    /// Reads the file, which need not be there.
    init(path: String) {
        self.path = path
        let bytes = (try? FileSystem.contents(of: path, limit: 65_536)) ?? []
        names = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .prefix(Self.limit).map(String.init)
    }

    func contains(_ name: String) -> Bool { names.contains(name) }

    /// - Returns: Why the file could not be written.
    mutating func insert(_ name: String) -> SystemError? {
        guard !contains(name), names.count < Self.limit else { return nil }
        names.append(name)
        do throws(SystemError) {
            try FileSystem.replace(path, with: Array(names.map { "\($0)\n" }.joined().utf8))
            return nil
        } catch {
            return error
        }
    }
}
