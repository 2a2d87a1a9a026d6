import Decoding
import Identity
import Testing

@Suite("UPC-E")
struct UPCETests {
    // zint, backend/tests/test_upcean.c: number system, six digits and check digit as printed.
    @Test(
        "The six digits of number system 0 have the check digit that is printed",
        arguments: [
            "00123457", "01234565", "01234558", "04567840", "03456703", "09847531", "04252614",
            "09988750",
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

    // zint, backend/tests/test_upcean.c.
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

    // biip, tests/upc/test_parse.py.
    @Test(
        "What is no UPC-E is refused by name",
        arguments: [
            ("24252614", Fault.notCanonical), ("94252614", .notCanonical),
            ("04252613", .badCheckDigit), ("123", .badLength), ("0425261A", .badCharacter),
            ("", .badLength),
        ])
    func refused(number: String, fault: Fault) {
        #expect(
            given { () throws(Fault) in String(try UPCE.upcA(from: bytes(number).span)) }
                == .fault(fault))
    }
}
