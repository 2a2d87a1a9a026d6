import CLinux
import Glibc

/// What a process has used so far, for benchmarks (proc_pid_status(5)).
public struct ProcessStatistics: Equatable, Sendable {
    /// Memory in use now, in bytes.
    public let residentBytes: Int
    /// The most memory that was in use at a time, in bytes.
    public let peakResidentBytes: Int
    /// How often its threads went to sleep: in an idle process, how often something woke it.
    public let voluntarySwitches: Int
    /// How often its threads were stopped for another.
    public let involuntarySwitches: Int

    /// Of the process with this id, or of this one; nil when there is none.
    public init?(of id: Int32? = nil) {
        let folder = "/proc/\(id ?? getpid())"
        guard let status = TextFile.read("\(folder)/status"),
            let threads = Folder.names("\(folder)/task")
        else { return nil }
        residentBytes = (Self.value("VmRSS", in: status) ?? 0) * 1024
        peakResidentBytes = (Self.value("VmHWM", in: status) ?? 0) * 1024
        var voluntary = 0
        var involuntary = 0
        for thread in threads {
            guard let status = TextFile.read("\(folder)/task/\(thread)/status") else { continue }
            voluntary += Self.value("voluntary_ctxt_switches", in: status) ?? 0
            involuntary += Self.value("nonvoluntary_ctxt_switches", in: status) ?? 0
        }
        voluntarySwitches = voluntary
        involuntarySwitches = involuntary
    }

    private static func value(_ key: String, in status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("\(key):") {
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count > 1 ? Int(words[1]) : nil
        }
        return nil
    }
}
