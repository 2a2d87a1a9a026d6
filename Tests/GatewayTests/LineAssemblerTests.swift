import LaneLink
import Testing

@testable import Gateway
@testable import Lanes

struct LineAssemblerTests {
    private func items(
        _ feeds: [[UInt8]], _ assembler: inout LineAssembler
    ) -> [LineAssembler.Item] {
        var items: [LineAssembler.Item] = []
        for feed in feeds {
            var start = 0
            while start < feed.count {
                let (item, count) = assembler.take(feed, from: start)
                if let item { items.append(item) }
                start += count
            }
        }
        return items
    }

    private func items(_ feeds: [[UInt8]]) -> [LineAssembler.Item] {
        var assembler = LineAssembler()
        return items(feeds, &assembler)
    }

    @Test("Lines come whole, however they are cut", arguments: [1, 2, 3, 7, 100])
    func cuts(size: Int) {
        let bytes = Array("{\"a\":1}\r\n\n\nping\npart".utf8)
        let feeds = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        #expect(
            items(feeds) == [.line(Array("{\"a\":1}".utf8)), .line(Array("ping".utf8))])
    }

    @Test("A whole line is screened before anybody gets it, and half of one is forgotten")
    func screening() {
        var screened: [String] = []
        var assembler = LineAssembler {
            screened.append(String(decoding: $0, as: UTF8.self))
            $0[0] = UInt8(ascii: "#")
        }
        let long = String(repeating: "x", count: 5000)
        var items = items([Array("abc\r\n\n\(long)\nhalf".utf8)], &assembler)
        #expect(screened == ["abc", long])
        #expect(items == [.line(Array("#bc".utf8)), .line(Array(("#" + long.dropFirst()).utf8))])
        assembler.forget()
        items = self.items([Array("next\n".utf8)], &assembler)
        #expect(items.last == .line(Array("#ext".utf8)))
    }

    @Test("A line of the longest length is taken; one byte more is reported once and passed over")
    func limits() {
        let longest = [UInt8](repeating: 0x41, count: LaneProtocol.longestLine)
        #expect(items([longest + [0x0A]]) == [.line(longest)])
        let tooLong = [UInt8](repeating: 0x41, count: 3 * LaneProtocol.longestLine)
        #expect(
            items([tooLong, [0x0A] + Array("ok\n".utf8)]) == [.tooLong, .line(Array("ok".utf8))])
    }
}
