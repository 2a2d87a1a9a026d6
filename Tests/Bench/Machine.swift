import Foundation

/// What the figures were measured on.
struct Machine {
    var cpu: String
    var cores: Int
    var kernel: String
    var swift: String
    var date: String

    init(swift: String) {
        cpu = Self.value("model name", of: "/proc/cpuinfo") ?? "unknown CPU"
        cores = ProcessInfo.processInfo.activeProcessorCount
        let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        kernel = release?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
        self.swift = swift
        date = Date.now.formatted(.iso8601.year().month().day())
    }

    var description: String {
        "\(cpu), \(cores) cores, Linux \(kernel), Swift \(swift), \(date)"
    }

    private static func value(_ key: String, of path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
