import Identity
import SQLite

/// Where lines end, and the pieces in which a file is read.
extension CSVReader {
    mutating func consume(_ length: Int) {
        let end = start + length
        for index in start..<end where buffer[index] <= Self.carriageReturn {
            // A CR before the LF of its line counts with it.
            let endsLine =
                buffer[index] == Self.lineFeed
                || buffer[index] == Self.carriageReturn && lineEnd(after: index) == index + 1
            if endsLine { nextLine += 1 }
        }
        start = end
        bytesDone += length
    }

    /// Passes over the rest of the current line, as much of it as is in the buffer.
    mutating func skipLine() {
        line = nextLine
        let end = buffer[start..<filled].firstIndex {
            $0 == Self.lineFeed || $0 == Self.carriageReturn
        }
        if let end {
            let next = buffer[end] == Self.lineFeed ? end + 1 : lineEnd(after: end + 1) ?? end + 1
            consume(next - start)
            isSkipping = false
        } else {
            consume(filled - start)
            isSkipping = !isAtEnd
        }
    }

    /// Reads another piece of the file behind what is in use.
    mutating func fill() throws(DatabaseError) {
        if start > 0 {
            buffer.replaceSubrange(0..<(filled - start), with: Array(buffer[start..<filled]))
            filled -= start
            start = 0
        }
        let isFirst = bytesDone == 0 && filled == 0
        let before = filled
        let count = try file.read(into: &buffer, from: filled, atMost: Self.piece / 2)
        filled += count
        if count == 0 { isAtEnd = true }
        if isFirst { begin() }
        if utf16 != nil { convert(from: isFirst ? start : before) }
        if isSkipping {
            skipLine()
        }
    }

    /// Looks at the first piece: the mark of its encoding, and how lines end.
    mutating func begin() {
        head = Array(buffer[..<min(filled, 512)])
        if let mark = UTF16Converter(mark: buffer[..<filled]) {
            utf16 = mark
            start = 2
            bytesDone = 2
        } else if buffer[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) {
            // The mark that some programs write before UTF-8.
            consume(3)
        }
        batchEndsInCR =
            isBatch && buffer[start..<filled].contains(Self.carriageReturn)
            && !buffer[start..<filled].contains(Self.lineFeed)
    }

    /// Puts UTF-8 in the place of the UTF-16 that was read.
    mutating func convert(from place: Int) {
        var made: [UInt8] = []
        utf16?.convert(buffer[place..<filled], isLast: isAtEnd, into: &made)
        buffer.replaceSubrange(place..<place + made.count, with: made)
        filled = place + made.count
    }

    /// Passes over one line, whatever it holds.
    mutating func skipOne() throws(DatabaseError) -> Bool {
        while true {
            let end = buffer[start..<filled].firstIndex {
                $0 == Self.lineFeed || $0 == Self.carriageReturn
            }
            if let end {
                let isFeed = buffer[end] == Self.lineFeed
                let next = isFeed ? end + 1 : lineEnd(after: end + 1)
                if let next {
                    consume(next - start)
                    return true
                }
            }
            if isAtEnd || filled - start >= Self.longestRecord { return false }
            try fill()
        }
    }
}
