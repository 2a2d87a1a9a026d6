import Foundation
import Testing
import Transport

struct ProcessTests {
    @Test("This process is known by pid and name")
    func current() {
        #expect(RunningProcess.current.id == getpid())
        #expect(!RunningProcess.current.name.isEmpty)
        #expect(RunningProcess(id: 0) == nil)
        #expect(RunningProcess(id: -1) == nil)
        #expect(RunningProcess(id: .max) == nil)
    }

    @Test("The use of memory and the wake-ups of a process are read")
    func statistics() throws {
        let own = try #require(ProcessStatistics())
        #expect(own.residentBytes > 1_000_000)
        #expect(own.peakResidentBytes >= own.residentBytes)
        let child = try Child("/usr/bin/env", ["sleep", "600"])
        let other = try #require(ProcessStatistics(of: child.id))
        #expect(other.residentBytes < own.residentBytes)
        #expect(other.voluntarySwitches >= 0)
        #expect(ProcessStatistics(of: .max) == nil)
    }

    @Test("Groups and users are found by name")
    func names() throws {
        #expect(Group(named: "root")?.id == 0)
        #expect(Group(id: 0)?.name == "root")
        #expect(Group(named: "no-such-group") == nil)
        #expect(Group(id: 4_000_000) == nil)
        #expect(User(named: "root")?.id == 0)
        #expect(User(named: "no-such-user") == nil)
        #expect(User.current == geteuid())
    }

    @Test("An error says what was tried, on what, and what happened")
    func systemError() {
        let error = SystemError(operation: "open", subject: "/x", code: ENOENT)
        #expect(error.description == "cannot open /x: No such file or directory (error 2)")
        #expect(
            SystemError(operation: "read", code: EIO).description
                == "cannot read: Input/output error (error 5)")
    }
}
