import Foundation
import Identity
import Testing
import Transport

@testable import Configuration
@testable import Directory
@testable import Gateway
@testable import Lanes
@testable import SQLite

@Suite struct DirectoryKeeperTests {
    @Test("A directory of an older release is brought up to date, and answers")
    func older() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "laneid-keeper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "directory.sqlite").path
        do {
            let all = Schema.directory
            let old = Schema(mark: all.mark, migrations: Array(all.migrations.prefix(1)))
            let database = try Database(path: path, mode: .create, busyTimeoutMs: 0)
            try old.migrate(database)
            try database.run(
                "INSERT INTO customer (number, name, kind, status) VALUES ('7', 'Ana', 1, 1)")
        }
        let today = CalendarDate(daysSinceEpoch: 20_000)
        let keeper = DirectoryKeeper(
            path: path, log: Log(withPriority: false), now: { .now },
            storeTime: { StoreTime(date: today, seconds: 0) })
        let holder = try keeper.holder(of: Identifier(kind: .memberNumber, "7"))
        guard case .customer(let holding) = holder else {
            Issue.record("\(holder)")
            return
        }
        #expect(holding.customer.name == "Ana")
    }
}
