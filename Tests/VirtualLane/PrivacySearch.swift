import Foundation
import Glibc
import Simulator
import Transport

extension Daemon {
    /// Wants the digits nowhere in the daemon's memory, right after it told a lane of them.
    func requireForgotten(_ digits: String) throws {
        try require(!searchMemory(for: Data(digits.utf8)).isFound, "its memory holds it")
    }

    /// Searches the daemon's files, everything it said on the lane's socket, and its memory.
    /// - Returns: How much was searched.
    func requireNowhere(_ digits: String) throws -> String {
        let needle = Data(digits.utf8)
        let heard = try takeHeard()
        try require(heard.range(of: needle) == nil, "it was said on the lane's socket")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                continue
            }
            try require(bytes.range(of: needle) == nil, "\(name) holds it")
        }
        let memory = try searchMemory(for: needle)
        try require(!memory.isFound, "its memory holds it")
        // A search that finds nothing must be one that could.
        try require(try searchMemory(for: Data(folder.utf8)).isFound, "the search finds nothing")
        return "\(heard.count) bytes said, \(memory.bytes / 1024) KiB of memory"
    }

    /// How many bytes of the daemon's memory were searched, and whether it was there.
    private func searchMemory(for needle: Data) throws -> (bytes: Int, isFound: Bool) {
        let maps = try String(contentsOfFile: "/proc/\(id)/maps", encoding: .utf8)
        let number = unsafe open("/proc/\(id)/mem", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw Failed("cannot read the daemon's memory") }
        defer { close(number) }
        var searched = 0
        for line in maps.split(separator: "\n") {
            // 7f12a000-7f12c000 rw-p 00000000 00:00 0 [heap]
            let words = line.split(separator: " ")
            let ends = words[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            guard words[1].hasPrefix("rw"), ends.count == 2 else { continue }
            var at = ends[0]
            while at < ends[1] {
                let size = min(1 << 20, ends[1] - at)
                var room = Data(count: size)
                let count = unsafe room.withUnsafeMutableBytes {
                    unsafe pread(number, $0.baseAddress, size, at)
                }
                guard count > 0 else { break }
                searched += count
                if room.prefix(count).range(of: needle) != nil { return (searched, true) }
                at += count < size || at + count == ends[1] ? count : count - needle.count
            }
        }
        return (searched, false)
    }
}
