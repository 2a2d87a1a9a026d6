import Identity
import Testing

@testable import LaneLink

@Suite struct RequestScreenTests {
    private static let secret = "123454321234"

    /// A line as it is when every text that holds the secret is withheld.
    private func screened(_ line: String) -> String {
        var bytes = Array(line.utf8)
        RequestScreen.screen(&bytes) { text in
            let text = String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self)
            let plain = text.filter { $0 != " " && $0 != "," }
            return plain.contains(Self.secret) ? .paymentCard : nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "A string with the secret becomes the mark, whatever it is and however it is escaped",
        arguments: [
            (#"{"a":"123454321234"}"#, "{\"a\":\"\u{FFFF}\"         }"),
            (#"{"a":"x 123454321234 y","b":1}"#, "{\"a\":\"\u{FFFF}\"             ,\"b\":1}"),
            (#"{"123454321234":1}"#, "{\"\u{FFFF}\"         :1}"),
            (#"{"a":"\u0031234543212\u00334"}"#, "{\"a\":\"\u{FFFF}\"                   }"),
            (#"{"a":"\"123454321234\\"}"#, "{\"a\":\"\u{FFFF}\"             }"),
            (#"["123454321234"]"#, "[\"\u{FFFF}\"         ]"),
            // Cut off within the string.
            (#"{"a":"123454321234"#, "{\"a\":\"\u{FFFF}         "),
            (#"{"a":"123454321234\"#, "{\"a\":\"\u{FFFF}          "),
        ])
    func strings(line: String, expected: String) {
        let got = screened(line)
        #expect(got == expected)
        #expect(got.utf8.count == line.utf8.count)
    }

    @Test(
        "Digits outside strings become ones",
        arguments: [
            (#"{"a":123454321234}"#, #"{"a":111111111111}"#),
            ("123454321234", "111111111111"), ("1234 5432 1234", "1111 1111 1111"),
            (#"{"a":[1234,5432,1234],"b":7}"#, #"{"a":[1111,1111,1111],"b":7}"#),
        ])
    func bare(line: String, expected: String) {
        #expect(screened(line) == expected)
    }

    @Test(
        "Everything else stays to the letter, and so does the request's id",
        arguments: [
            "", "{}", "ping", "\"", "\\", #"{"a":"b\"c","d":[1,{"e":"\\"}]}"#,
            #"{"id":"123454321234","method":"ping"}"#, #"{"id":123454321234,"method":"ping"}"#,
            #"{"method":"ping", "id" : 123454321234}"#, #"{"method":"ping","id":"123454321234"}"#,
        ])
    func untouched(line: String) {
        #expect(screened(line) == line)
    }

    @Test("Only the request's own id is passed over, and only its value")
    func ids() {
        #expect(
            screened(#"{"params":{"id":"123454321234"},"id":1}"#)
                == "{\"params\":{\"id\":\"\u{FFFF}\"         },\"id\":1}")
        #expect(
            screened(#"{"id":1,"a":123454321234}"#) == #"{"id":1,"a":111111111111}"#)
        #expect(
            screened(#"{"id":1,123454321234}"#) == #"{"id":1,111111111111}"#)
    }

    @Test("A request with the mark is refused by its field; identify makes an event of it")
    func requests() throws {
        for (method, params) in [
            ("search", #""text":"\#u{FFFF}""#), ("customer", #""number":"\#u{FFFF}""#),
            ("subscribe", #""lane":"L1","client":"\#u{FFFF}""#),
            ("choose", #""event":1,"candidate":"\#u{FFFF}""#),
        ] {
            let line = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(params)}}"#
            do {
                _ = try Request.read(Array(line.utf8))
                Issue.record("\(method) took it")
            } catch {
                #expect(error.error.message.contains("may be a payment card's number"))
                #expect(error.error.code == -32602)
            }
        }
        let line =
            #"{"jsonrpc":"2.0","id":1,"method":"identify","params":{"lane":"L1","by":{"number":"\#u{FFFF}"}}}"#
        guard case .identify(_, .number(let text)) = try Request.read(Array(line.utf8)).call else {
            Issue.record("no identify")
            return
        }
        #expect(WithheldText(text.utf8.span) != nil)
    }
}
