import Identity
import SQLite

/// Reads separated values record by record, without holding more of the file than one record and a
/// piece.
///
/// With commas or semicolons they are of RFC 4180: quotes are optional, and line ends may be LF, CR
/// LF, CR CR LF or CR. A record that is at fault is passed over up to the end of its first line, so
/// that a stray quote cannot swallow what follows. With tabs they are what `mysql --batch` writes:
/// no quotes, and `\t`, `\n`, `\0` and `\\` for what would part fields.
///
/// The text is UTF-8, or UTF-16 where the file begins with its mark, or Windows-1252 where that is
/// said. What a spreadsheet or a web page adds to a field is removed; see `FieldCleaner`.
struct CSVReader: ~Copyable {
    /// The longest record, in bytes.
    static let longestRecord = 65_536
    static let piece = 262_144

    let file: InputFile
    let isLatin1: Bool
    let separator: UInt8
    /// Written by `mysql --batch`.
    let isBatch: Bool
    var buffer = [UInt8](repeating: 0, count: longestRecord + piece)
    /// The current record starts here.
    var start = 0
    /// The bytes of the buffer that are in use.
    var filled = 0
    var isAtEnd = false
    /// What makes UTF-8 of UTF-16; nil for a file that does not begin with the mark of UTF-16.
    var utf16: UTF16Converter?
    /// Whether lines that `mysql --batch` would write end in CR.
    var batchEndsInCR = false
    /// Passing over the rest of a line that was too long.
    var isSkipping = false

    /// The bytes of the file that are done with.
    var bytesDone = 0
    /// The number of the line after the last record, from 1.
    var nextLine = 1
    /// The number of the line on which the current record starts.
    var line = 0
    /// The current record's fields, one after the other, as UTF-8.
    var text: [UInt8] = []
    /// Where each field ends in `text`.
    var ends: [Int] = []

    init(
        path: String, isLatin1: Bool = false, separator: ImportOptions.Separator = .comma
    ) throws(DatabaseError) {
        file = try InputFile(path: path)
        self.isLatin1 = isLatin1
        self.separator = separator.byte
        isBatch = separator == .tab
    }

    /// The length of the file in bytes; 0 when it is not known.
    var size: Int { file.size }

    /// How many fields the current record has.
    var count: Int { ends.count }

    /// A field of the current record without blanks around it; empty for the words `\N` and,
    /// between tabs, `NULL`, which MySQL writes for nothing.
    subscript(field: Int) -> Span<UInt8> {
        @_lifetime(borrow self)
        get {
            var from = field == 0 ? 0 : ends[field - 1]
            var to = ends[field]
            while from < to, text[from] == 0x20 || text[from] == 0x09 { from += 1 }
            while from < to, text[to - 1] == 0x20 || text[to - 1] == 0x09 { to -= 1 }
            if to - from == 2, text[from] == UInt8(ascii: "\\"), text[from + 1] == UInt8(ascii: "N")
            {
                to = from
            }
            if isBatch, to - from == 4, text[from] == 0x4E, text[from + 1] == 0x55,
                text[from + 2] == 0x4C, text[from + 3] == 0x4C
            {
                to = from
            }
            return text.span.extracting(from..<to)
        }
    }

    /// Whether the current record has no text, only separators.
    var isBlank: Bool {
        ends.count > 1 && text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// The beginning of the file as it stands.
    var head: [UInt8] = []

    /// Goes to the next record that is not an empty line; false at the end of the file. A fault is
    /// the record's own: the next call goes on after it.
    mutating func next() throws(DatabaseError) -> Result<Bool, RowFault> {
        while true {
            switch scan() {
            case .record(let length):
                let isBlank = ends.count == 1 && ends[0] == 0
                consume(length)
                if isBlank { continue }
                return checked()
            case .fault(let fault):
                skipLine()
                return .failure(fault)
            case .needsMore(let isQuoted):
                if filled - start >= Self.longestRecord {
                    skipLine()
                    return .failure(isQuoted ? .openQuote : .tooLong)
                }
                try fill()
            case .end:
                return .success(false)
            }
        }
    }

    enum Scan {
        case record(length: Int)
        case fault(RowFault)
        case needsMore(isQuoted: Bool)
        case end
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D

    /// Reads one record from `start` into `text` and `ends`; its length includes the line end.
    mutating func scan() -> Scan {
        if isSkipping { return .needsMore(isQuoted: false) }
        if isBatch { return scanBatch() }
        let separator = separator
        line = nextLine
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var index = start
        var isQuoted = false
        var isFieldStart = true
        while index < filled {
            let byte = buffer[index]
            index += 1
            if isQuoted {
                guard byte == Self.quote else {
                    take(byte)
                    continue
                }
                if index == filled, !isAtEnd { return .needsMore(isQuoted: true) }
                if index < filled, buffer[index] == Self.quote {
                    take(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case Self.quote where isFieldStart:
                isQuoted = true
            case separator:
                ends.append(text.count)
                isFieldStart = true
                continue
            case Self.lineFeed:
                endRecord()
                return .record(length: index - start)
            case Self.carriageReturn:
                guard let end = lineEnd(after: index) else { return .needsMore(isQuoted: false) }
                endRecord()
                return .record(length: end - start)
            default:
                index = takeRun(from: index - 1, to: separator)
            }
            isFieldStart = false
        }
        guard isAtEnd else { return .needsMore(isQuoted: isQuoted) }
        if start == filled { return .end }
        if isQuoted { return .fault(.openQuote) }
        endRecord()
        return .record(length: filled - start)
    }

    /// Where a line ends whose CR stands before this place: behind the LF of CR LF or CR CR LF, or
    /// here. Nil where more of the file must be read to know.
    func lineEnd(after place: Int) -> Int? {
        for next in place..<place + 2 {
            if next >= filled { return isAtEnd ? place : nil }
            if buffer[next] == Self.lineFeed { return next + 1 }
            if buffer[next] != Self.carriageReturn { return place }
        }
        return place
    }

    /// As `scan`, for what `mysql --batch` writes.
    mutating func scanBatch() -> Scan {
        line = nextLine
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var index = start
        while index < filled {
            let byte = buffer[index]
            index += 1
            switch byte {
            case 0x09: ends.append(text.count)
            case Self.lineFeed:
                endRecord()
                return .record(length: index - start)
            case Self.carriageReturn where batchEndsInCR:
                endRecord()
                return .record(length: index - start)
            case Self.backslash:
                guard index < filled else {
                    take(byte)
                    continue
                }
                index += 1
                takeEscaped(buffer[index - 1])
            default: index = takeRun(from: index - 1, to: 0x09)
            }
        }
        guard isAtEnd else { return .needsMore(isQuoted: false) }
        if start == filled { return .end }
        endRecord()
        return .record(length: filled - start)
    }

    /// Takes the bytes from `start` up to the next that may end a field, or escape; where they end.
    /// The first is taken whatever it is.
    mutating func takeRun(from start: Int, to separator: UInt8) -> Int {
        if isLatin1 {
            take(buffer[start])
            return start + 1
        }
        var end = start + 1
        while end < filled, buffer[end] != separator, buffer[end] != Self.lineFeed,
            buffer[end] != Self.carriageReturn, buffer[end] != Self.backslash
        {
            end += 1
        }
        text.append(contentsOf: buffer[start..<end])
        return end
    }

    mutating func takeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "n"): take(Self.lineFeed)
        case UInt8(ascii: "t"): take(0x09)
        case UInt8(ascii: "0"): take(0)
        case Self.backslash: take(byte)
        default:
            take(Self.backslash)
            take(byte)
        }
    }

    mutating func take(_ byte: UInt8) {
        if isLatin1, byte >= 0x80 {
            text.append(contentsOf: Windows1252.utf8(of: byte))
        } else {
            text.append(byte)
        }
    }

    /// Ends the last field; carriage returns before the line feed are part of the line's end.
    mutating func endRecord() {
        while text.count > (ends.last ?? 0), text.last == Self.carriageReturn { text.removeLast() }
        ends.append(text.count)
    }

    /// What is wrong with the record that was just read, if anything. What does not belong to its
    /// fields is removed.
    mutating func checked() -> Result<Bool, RowFault> {
        if text.count > Self.longestRecord { return .failure(.tooLong) }
        // Without leaving early, which is what makes it fast.
        var (all, hasZero): (UInt8, Bool) = (0, false)
        for byte in text {
            all |= byte
            hasZero = hasZero || byte == 0
        }
        if hasZero { return .failure(.zeroByte) }
        guard all < 0x80 || isEachFieldUTF8 else { return .failure(.notUTF8) }
        FieldCleaner.clean(&text, &ends, isASCII: all < 0x80)
        return .success(true)
    }

    /// The fields stand one behind the other: two halves of a character in two of them would pass
    /// for a whole one.
    var isEachFieldUTF8: Bool {
        String(validating: text, as: UTF8.self) != nil
            && !ends.contains { $0 < text.count && text[$0] & 0xC0 == 0x80 }
    }

}
