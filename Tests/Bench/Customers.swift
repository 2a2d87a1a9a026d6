import Directory
import Foundation

/// The directory of a million customers, made once.
struct Customers {
    static let directory = "directory.sqlite"
    /// Changes when what is made does.
    private static let edition = "2"

    let programs: Programs

    /// Makes the directory unless it is there.
    func prepare() throws {
        let mark = programs.scratch.appending(path: "edition")
        if (try? String(contentsOf: mark, encoding: .utf8)) == Self.edition { return }
        programs.remove(Self.directory)
        try make()
        try Data(Self.edition.utf8).write(to: mark)
    }

    /// Brings the whole file into the system's cache.
    func readAll() throws {
        let file = try FileHandle(forReadingFrom: URL(filePath: programs.file(Self.directory)))
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {}
        try file.close()
    }

    private func make() throws {
        let path = programs.file(Self.directory)
        do {
            _ = try CustomerDirectory(path: path, access: .edit)
        }
        let rows = programs.scratch.appending(path: "members.csv")
        try writeRows(to: rows)
        let script = """
            CREATE TEMP TABLE m (n INTEGER, card TEXT, first TEXT, last TEXT);
            .mode csv
            .import '\(rows.path)' m
            BEGIN;
            INSERT INTO customer (id, number, name, kind, status, shopper_count, sole_shopper, folded)
              SELECT n, n, first || ' ' || last, 1, 1, 1, 1, lower(first || ' ' || last) FROM m;
            INSERT INTO shopper (customer_id, number, name) SELECT n, 1, first || ' ' || last FROM m;
            INSERT INTO identifier (kind, value, customer_id) SELECT 2, card, n FROM m ORDER BY card;
            COMMIT;
            VACUUM;
            PRAGMA wal_checkpoint(TRUNCATE);
            """
        let file = programs.scratch.appending(path: "members.sql")
        try Data(script.utf8).write(to: file)
        try programs.run("/usr/bin/sqlite3", ["-init", file.path, path, ".quit"])
    }

    private func writeRows(to url: URL) throws {
        var text = ""
        for number in 1...Member.count {
            let member = Member(number: number)
            text += "\(number),\(member.card),\(member.firstName),\(member.lastName)\n"
        }
        try Data(text.utf8).write(to: url)
    }
}
