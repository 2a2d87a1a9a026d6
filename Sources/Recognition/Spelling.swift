import Identity

/// Which spelling of a reading a rule was tried on.
public enum SpellingForm: String, Sendable, CaseIterable {
    /// The text as it was read.
    case asRead
    /// The same without what does not belong to it: blanks and separators around it, start and stop
    /// characters of Codabar and Code 39.
    case trimmed
    /// A labelled EAN or UPC number: 13 digits without the check digit.
    case labelled
    /// A number without label, filled with zeros to 13 digits.
    case zeroFilled
    /// A number without label whose last digit checks: without it, filled with zeros to 13 digits.
    case withoutCheckDigit
    /// A GS1 service relation number: `8018` and 18 digits.
    case gs1
    /// The same number without its application identifier.
    case gs1Number
    /// The first field of a track: up to `=`, on track 1 up to `^`.
    case accountField
    /// All data of a track.
    case wholeTrack
    /// An iButton's number in the other byte order.
    case otherOrder
    /// An iButton's serial number, without family and check.
    case serialNumber
    /// A tag's number in hexadecimal, as far as it was read.
    case tagNumber
    /// A card's own number.
    case cardNumber

    /// Whether the spelling is not what the reader sent but one of several that it may stand for.
    var isMadeUp: Bool {
        self == .zeroFilled || self == .withoutCheckDigit || self == .otherOrder
            || self == .serialNumber || self == .tagNumber
    }
}

/// A spelling: a part of the reading's text, or up to 24 bytes of its own.
struct Spelling {
    enum Text {
        case part(Range<Int>)
        case own(Bytes<24>)
    }

    var form: SpellingForm
    var text: Text
    /// The track it stands on.
    var track: Int?
}

/// The spellings of a reading or of one track, in the order in which they are tried; at most four.
struct SpellingList {
    private var list: [4 of Spelling] = .init(
        repeating: Spelling(form: .asRead, text: .part(0..<0)))
    private(set) var count = 0
    /// Whether they are different numbers, of which only one was read.
    var areAlternatives = false

    /// The list with only the spelling at this place.
    func only(_ index: Int) -> SpellingList {
        var list = SpellingList()
        list.append(self.list[index])
        return list
    }

    subscript(index: Int) -> Spelling { list[index] }

    mutating func append(_ form: SpellingForm, _ part: Range<Int>, track: Int? = nil) {
        append(Spelling(form: form, text: .part(part), track: track))
    }

    mutating func append(_ form: SpellingForm, _ text: Bytes<24>) {
        append(Spelling(form: form, text: .own(text)))
    }

    private mutating func append(_ spelling: Spelling) {
        guard count < 4 else { return }
        list[count] = spelling
        count += 1
    }
}

extension Bytes where capacity == 24 {
    /// The digits, filled with zeros on the left to 13.
    init(filledTo13 digits: borrowing Span<UInt8>) {
        self.init()
        for _ in 0..<Swift.max(0, 13 - digits.count) { append(UInt8(ascii: "0")) }
        append(contentsOf: digits)
    }
}
