import TestSupport

/// A way in which a card's number stands in what a reader sends.
struct Embedding: Sendable {
    let name: String
    let carriers: [EmbeddingCarrier]
    /// Why some of them get through; nil where none may.
    let gap: String?
    let make: @Sendable (String, inout SeededGenerator) -> String

    init(
        _ name: String, on carriers: [EmbeddingCarrier] = EmbeddingCarrier.texts,
        gap: String? = nil,
        _ make: @escaping @Sendable (String, inout SeededGenerator) -> String
    ) {
        self.name = name
        self.carriers = carriers
        self.gap = gap
        self.make = make
    }

    static let all: [Embedding] =
        [Embedding("alone") { number, _ in number }] + grouped + dated + named + amid + scripts
        + stripes + gs1

    static let separators = [
        " ", "-", ".", ",", "/", "_", ":", "+", "|", ";", "#", "\\", "~", "'", "\"", "(", ")", "[",
        "<", "@", "!", "&", "$", "\t", "\u{1D}", "\u{1C}", "\u{1E}", "%20", "  ", " - ", ", ",
        "\u{A0}", "\u{2009}", "\u{202F}", "\u{2011}", "\u{2013}", "\u{2212}", "\u{FF0D}",
    ]

    private static let grouped: [Embedding] = [
        Embedding("in groups, a separator between them") { number, random in
            groups(of: number, &random).joined(separator: random.one(of: separators))
        },
        Embedding("digit by digit, a separator between them") { number, random in
            number.map { String($0) }.joined(separator: random.one(of: separators))
        },
    ]

    private static func groups(of number: String, _ random: inout SeededGenerator) -> [String] {
        var sizes = number.count == 15 ? [4, 6, 5] : number.count == 14 ? [4, 6, 4] : []
        if sizes.isEmpty || random.chance(1, in: 4) {
            sizes = Array(repeating: 4, count: (number.count + 3) / 4)
        }
        var rest = Substring(number)
        return sizes.compactMap { size in
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : String(rest.prefix(size))
        }
    }

    private static func date(_ random: inout SeededGenerator) -> String {
        let date = random.date()
        return switch random.next() % 3 {
        case 0: date.year + date.month
        case 1: date.month + date.year
        default: "\(date.month)/\(date.year)"
        }
    }

    private static let joints = ["=", "^", " ", "/", "-", ";", "|", ",", "\t", " exp ", "D", "."]

    private static let dated: [Embedding] = [
        Embedding("with its date run on") { number, random in
            let date = random.date()
            return number
                + (random.chance(1, in: 2) ? date.year + date.month : date.month + date.year)
        },
        Embedding("with its date behind a separator") { number, random in
            number + random.one(of: joints) + date(&random)
        },
        Embedding("with date and service code run on") { number, random in
            let date = random.date()
            return number + date.year + date.month + service(&random)
        },
        Embedding("with date and service code behind a separator") { number, random in
            let date = random.date()
            return number + random.one(of: ["=", "^", "D", " "]) + date.year + date.month
                + service(&random)
        },
    ]

    /// A service code, and perhaps what the issuer puts behind it.
    private static func service(_ random: inout SeededGenerator) -> String {
        let more = random.chance(1, in: 2) ? random.digits(Int(random.next() % 13)) : []
        return random.one(of: ["101", "201", "221", "601", "120", "999"])
            + String(decoding: more, as: UTF8.self)
    }

    private static let names = ["DOE/JANE", "EXAMPLESON/PAT A", "MUSTERMANN/ERIKA.DR", "NOVAK/IVA"]

    private static let named: [Embedding] = [
        Embedding("with name and date, as track 1 without sentinels") { number, random in
            let date = random.date()
            return "B\(number)^\(random.one(of: names))^\(date.year)\(date.month)"
                + service(&random)
        },
        Embedding(
            "with name and date, tabs between",
            on: [.scanner, .labelled, .typed, .chip, .tag]
        ) { number, random in
            let date = random.date()
            return "\(number)\t\(random.one(of: names))\t\(date.month)\t\(date.year)"
        },
        Embedding("with name and date, as a person writes them") { number, random in
            let mark = random.one(of: [" ", ", ", ";", "|"])
            return [random.one(of: names), number, date(&random)].joined(separator: mark)
        },
    ]

    private static let amid: [Embedding] = [
        Embedding("behind a text") { number, random in
            let texts = [
                "no. ", "PAN:", "card=", "https://pay.example/?card=", "{\"pan\":\"", "Visa ", "#",
                "ID", "*", "12/31 ", "5. ", "\u{1D}", "urn:card:", "M=", "<pan>", "0,",
            ]
            return random.one(of: texts) + number
        },
        Embedding("before a text") { number, random in
            let texts = [
                " thanks", "!", "\"}", "&cvc=123", " EUR 12.00", "*", "X", "</pan>", ".", "\n",
            ]
            return number + random.one(of: texts)
        },
        Embedding("between texts") { number, random in
            let texts = [
                ("{\"pan\":\"", "\",\"cvc\":\"123\"}"), ("card ", " of Jane"), ("(", ")"),
                ("A", "B"), ("*", "*"), ("a", "b"), ("[CARD]", "[/CARD]"), ("x=1&pan=", "&y=2"),
            ]
            let text = random.one(of: texts)
            return text.0 + number + text.1
        },
        Embedding(
            "behind zeros, up to 21 digits",
            gap: "18 digits with the right GS1 check digit are a service relation's or a pallet's"
        ) { number, random in
            guard (15...16).contains(number.count) else { return number }
            let count = 17 + Int(random.next() % 5)
            return String(repeating: "0", count: count - number.count) + number
        },
        Embedding(
            "behind one to four other digits",
            gap: "a search in every long number would take one honest one in ten"
        ) { number, random in
            String(decoding: random.digits(1 + Int(random.next() % 4)), as: UTF8.self) + number
        },
        Embedding(
            "before one to four digits that are no date",
            gap: "a search in every long number would take one honest one in ten"
        ) { number, random in
            let more = ["7", "99", "123", "5713", "0099", "8"]
            return number + random.one(of: more)
        },
    ]

    private static let scripts: [Embedding] = [
        Embedding("in full-width digits", on: [.scanner, .labelled, .typed, .chip, .tag]) {
            number, random in
            let plain =
                random.chance(1, in: 2)
                ? number : groups(of: number, &random).joined(separator: " ")
            return digits(of: plain, from: 0xFF10)
        },
        Embedding("in digits of other scripts", on: [.scanner, .labelled, .typed, .chip, .tag]) {
            number, random in
            digits(
                of: number, from: random.one(of: [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x1D7CE]))
        },
        Embedding("with the wrong Shift", on: [.scanner, .keyboard, .typed]) { number, _ in
            let shifted = Array(")!@#$%^&*(")
            return String(number.compactMap { $0.wholeNumberValue }.map { shifted[$0] })
        },
    ]

    private static func digits(of text: String, from zero: UInt32) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let digit = (0x30...0x39).contains(scalar.value)
            let value = digit ? zero + scalar.value - 0x30 : scalar.value
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    private static let swipes: [EmbeddingCarrier] = [.swipe, .typedSwipe]

    private static let stripes: [Embedding] = [
        Embedding("track 1 of a bank", on: swipes) { number, random in
            let date = random.date()
            return
                "%B\(number)^\(random.one(of: names))^\(date.year)\(date.month)\(service(&random))?"
        },
        Embedding("track 2 of a bank", on: swipes) { number, random in
            let date = random.date()
            return ";\(number)=\(date.year)\(date.month)\(service(&random))?"
        },
        Embedding("track 2 without its field separator", on: swipes) { number, random in
            let date = random.date()
            return ";\(number)\(date.year)\(date.month)\(service(&random))?"
        },
        Embedding("track 3 of a bank", on: swipes) { number, random in
            ";\(random.one(of: ["00", "01", "59"]))\(number)=\(String(decoding: random.digits(20), as: UTF8.self))?"
                .replacing(first: "+")
        },
        Embedding("alone on a track", on: swipes) { number, random in
            switch random.next() % 4 {
            case 0: "%\(number)?"
            case 1: ";\(number)?"
            case 2: "+\(number)?"
            default: "%CLUB \(number)^X?;\(number)?"
            }
        },
    ]

    private static let gs1: [Embedding] = [
        Embedding("in a GS1 element for a company's own use", on: [.elements]) { number, random in
            let identifier = 90 + Int(random.next() % 10)
            let text = random.one(of: ["", "A", "PAN"])
            let before = random.one(of: ["", "0104006381333931", "10ABC\u{1D}", "17291231"])
            return "\(before)\(identifier)\(text)\(number)"
        },
        Embedding("in a GS1 element, with its date", on: [.elements]) { number, random in
            let date = random.date()
            return "\(90 + Int(random.next() % 10))\(number)\(date.year)\(date.month)"
        },
    ]
}

extension String {
    fileprivate func replacing(first character: Character) -> String {
        String(character) + dropFirst()
    }
}
