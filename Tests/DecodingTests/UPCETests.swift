import Decoding
import Identity
import Testing

@Suite("UPC-E")
struct UPCETests {
    // zint, backend/tests/test_upcean.c (vector A13.3): number system, six digits and check digit
    // as printed.
    @Test(
        "The six digits of number system 0 have the check digit that is printed",
        arguments: [
            "00123457", "01234565", "01234558", "04567840", "03456703", "03456781", "09847531",
            "04252614", "09988750",
        ])
    func printed(number: String) {
        let six = bytes(String(number.dropFirst().dropLast()))
        let expanded = given { () throws(Fault) in
            String(try UPCE.upcA(system: 0x30, digits: six.span))
        }
        let verified = given { () throws(Fault) in
            String(try UPCE.upcA(from: bytes(number).span))
        }
        #expect(verified == expanded)
        guard case .text(let text) = expanded else {
            Issue.record("\(expanded)")
            return
        }
        #expect(text.count == 12)
        #expect(text.hasSuffix(String(number.suffix(1))))
    }

    @Test(
        "The expansion puts the zeros where the last digit says",
        arguments: [
            // Datalogic, Magellan 3300HSi PRG; biip, tests/upc/test_parse.py.
            ("09988750", "099887000050"), ("04252614", "042100005264"),
            ("14252611", "142100005261"), ("01234505", "012000003455"),
            // zint, backend/tests/test_upcean.c, in number system 1.
            ("12345670", "123456000070"),
        ])
    func expansion(number: String, upcA: String) {
        #expect(
            given { () throws(Fault) in String(try UPCE.upcA(from: bytes(number).span)) }
                == .text(upcA))
    }

    // biip, tests/upc/test_parse.py, whose forms without number system or check digit a scanner
    // never sends alone; zint, backend/tests/test_upcean.c, whose encoder passes over system 2
    // (vectors A13.2, A13.3).
    @Test("Six digits and a number system are enough, and there are two systems")
    func systems() {
        func upcA(_ system: Int) -> Given {
            given { () throws(Fault) in
                String(try UPCE.upcA(system: UInt8(0x30 + system), digits: bytes("425261").span))
            }
        }
        #expect(upcA(0) == .text("042100005264"))
        #expect(upcA(1) == .text("142100005261"))
        for system in 2...9 {
            #expect(upcA(system) == .fault(.notCanonical))
            for check in 0...9 {
                let number = "\(system)425261\(check)"
                let refused = given { () throws(Fault) in
                    String(try UPCE.upcA(from: bytes(number).span))
                }
                #expect(refused == .fault(.notCanonical))
            }
        }
    }

    @Test(
        "UPC-A, and what is none",
        arguments: [
            ("042100005264", Given.text("042100005264")), ("042100005263", .fault(.badCheckDigit)),
            ("012345678\u{2070}\u{2070}\u{2070}", .fault(.badCharacter)),
            ("123", .fault(.badLength)),
            ("  \t 042100005264 \n  ", .fault(.badCharacter)),
        ])
    func upcA(text: String, result: Given) {
        let read = given { () throws(Fault) in
            String(try EANUPCNumber(bytes(text).span, as: .upcA).digits)
        }
        #expect(read == result)
    }

    // zint, backend/tests/test_upcean.c (vector A13.3).
    @Test(
        "A spelling that no number shortens to is refused",
        arguments: [
            "120453", "121453", "122453", "123054", "123405", "123406", "123407", "123408",
            "123409",
        ])
    func notCanonical(six: String) {
        #expect(
            given { () throws(Fault) in
                String(try UPCE.upcA(system: 0x30, digits: bytes(six).span))
            } == .fault(.notCanonical))
    }

    // biip, tests/upc/test_parse.py (vector A13.2).
    @Test(
        "What is no UPC-E is refused by name",
        arguments: [
            ("04252613", Fault.badCheckDigit), ("123", .badLength), ("0425261A", .badCharacter),
            ("", .badLength), ("04252\u{2070}", .badCharacter),
        ])
    func refused(number: String, fault: Fault) {
        #expect(
            given { () throws(Fault) in String(try UPCE.upcA(from: bytes(number).span)) }
                == .fault(fault))
    }
}
