import Foundation
import Identity
import LaneLink
import Simulator

@testable import Configuration
@testable import Directory
@testable import Gateway
@testable import Import
@testable import Lanes
@testable import SQLite

extension FuzzTarget {
    /// A settings file.
    static let settings = FuzzTarget(
        name: "settings",
        seeds: { Corpus.files(in: "systemd", ".json") + Corpus.files(in: "Tests", ".json") },
        run: { bytes in
            do throws(SettingsProblems) {
                let settings = try Settings(json5: bytes)
                _ = settings.effectiveLanes
                _ = try? settings.recogniser()
            } catch {
                hold(!error.description.isEmpty, "nothing said")
            }
        })

    /// A capture; what it reads is written, and read again as the same.
    static let captures = FuzzTarget(
        name: "captures", seeds: { Corpus.files(in: "Fixtures", ".capture") },
        run: { bytes in
            do throws(CaptureError) {
                let capture = try Capture(parsing: String(decoding: bytes, as: UTF8.self))
                guard let again = try? Capture(parsing: capture.text) else {
                    fatalError("a written capture cannot be read")
                }
                hold(again.received == capture.received, "a written capture is another one")
                hold(again.options == capture.options, "a written capture is set otherwise")
            } catch {
                hold(!error.description.isEmpty, "nothing said")
            }
        })

    /// Lines from a lane.
    static let requests = FuzzTarget(
        name: "requests",
        seeds: {
            [
                #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"lane":"1","client":"pos","after":"ack"}}"#,
                #"{"jsonrpc":"2.0","method":"ack","params":{"lane":"1","sequence":42}}"#,
                #"{"jsonrpc":"2.0","id":"a","method":"choose","params":{"event":7,"candidate":"c1"}}"#,
                #"{"jsonrpc":"2.0","id":2,"method":"identify","params":{"lane":"1","name":"Ševčík"}}"#,
                #"{"jsonrpc":"2.0","id":3,"method":"search","params":{"text":"ann","limit":5}}"#,
                #"{"jsonrpc":"2.0","id":4,"method":"feedback","params":{"device":"s","signal":"accept"}}"#,
                #"{"jsonrpc":"2.0","id":5,"method":"devices"}"#, "[]\n{}\r\n\"\\ud800\"\n",
            ].map { Array(($0 + "\n").utf8) }
        },
        run: { bytes in
            let whole = items([bytes])
            let single = items(bytes.map { [$0] })
            hold(whole == single, "other lines in pieces")
            for case .line(let line) in whole {
                do throws(RequestFault) {
                    _ = try Request.read(line)
                } catch {
                    hold(!"\(error)".isEmpty, "nothing said")
                }
            }
            if let line = whole.first, case .line(let line) = line {
                _ = try? LaneMessage(line: line)
            }
        })

    private static func items(_ feeds: [[UInt8]]) -> [LineAssembler.Item] {
        var lines = LineAssembler()
        var items: [LineAssembler.Item] = []
        for feed in feeds {
            var start = 0
            while start < feed.count {
                let (item, count) = lines.take(feed, from: start)
                if let item { items.append(item) }
                start += count
            }
        }
        return items
    }

    /// Separated values, as the directory's import reads them. Byte 0: the separator and the
    /// encoding.
    static let tables = FuzzTarget(
        name: "tables",
        seeds: {
            let commas = "\u{FEFF}\"a, b\",\"say \"\"hi\"\"\",c\r\n\\N,\"open\nb\n"
            let tabs = "a\\tb\t\\N\tNULL\t\\0\\\\\nc\td\n"
            var seeds: [[UInt8]] = [[0] + Array(commas.utf8), [2] + Array(tabs.utf8)]
            for file in Corpus.files(in: "Fixtures/directory", ".csv") {
                seeds.append([0] + file.prefix(4096))
                seeds.append([6] + file.prefix(1024))
            }
            return seeds
        },
        run: { bytes in
            var input = Input(bytes)
            let setting = input.byte()
            let data = input.all()
            do {
                try Data(data).write(to: table)
                let separators = ImportOptions.Separator.allCases
                var reader = try CSVReader(
                    path: table.path, isLatin1: setting & 4 != 0,
                    separator: separators[Int(setting & 3) % separators.count])
                var rows = 0
                reading: while true {
                    rows += 1
                    hold(rows <= data.count + 2, "more rows than bytes")
                    switch try reader.next() {
                    case .success(false): break reading
                    case .success(true):
                        for index in 0..<reader.count {
                            let field = reader[index]
                            var copy: [UInt8] = []
                            for place in field.indices { copy.append(field[place]) }
                            hold(String(validating: copy, as: UTF8.self) != nil, "not UTF-8")
                        }
                    case .failure: continue
                    }
                }
                // Of UTF-16 it counts what it made of it.
                let isWide = data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF])
                hold(isWide || reader.bytesDone == data.count, "bytes passed over")
            } catch {
                fatalError("\(error)")
            }
        })

    private static let table = URL(filePath: NSTemporaryDirectory())
        .appending(path: "laneid-fuzz-\(getpid()).csv")
}
