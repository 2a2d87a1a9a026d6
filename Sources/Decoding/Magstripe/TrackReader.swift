import Identity

/// What a track's first character says: which track it is, and how it is encoded.
struct TrackStart {
    let number: Int
    let code: TrackCode
    /// The start sentinel's value on the stripe, for the LRC.
    let sentinel: UInt8
    /// How many characters fit between the sentinels: the track's capacity without both sentinels
    /// and the LRC (ISO/IEC 7811: 79, 40 and 107 characters; AAMVA's track 3: 82).
    let capacity: Int

    /// The track that `byte` begins when `last` was the highest track before it (0: none); nil when
    /// it begins none. Readers tell track 3 from the others by another sentinel, or only by its
    /// place.
    init?(_ byte: UInt8, after last: Int) {
        switch byte {
        case UInt8(ascii: "%") where last == 0: self.init(1, .sevenBit)
        case UInt8(ascii: ";") where last < 2: self.init(2, .fiveBit)
        case UInt8(ascii: "@") where last < 2: self.init(2, .sevenBit)
        case UInt8(ascii: "+") where last < 3, UInt8(ascii: ";") where last == 2:
            self.init(3, .fiveBit)
        case UInt8(ascii: "#") where last < 3, UInt8(ascii: "&") where last < 3,
            UInt8(ascii: "%") where last < 3:
            self.init(3, .sevenBit)
        case UInt8(ascii: "!") where last < 3: self.init(3, .sevenBit, sentinel: 0x01)
        default: return nil
        }
    }

    private init(_ number: Int, _ code: TrackCode, sentinel: UInt8? = nil) {
        self.number = number
        self.code = code
        self.sentinel = sentinel ?? code.startSentinel
        capacity =
            switch (number, code) {
            case (3, .sevenBit): 79
            case (3, .fiveBit): 104
            case (_, .sevenBit): 76
            case (_, .fiveBit): 37
            }
    }
}

/// Reads a message's tracks one after the other, under one assumption about LRC characters.
struct TrackReader {
    private static let endSentinel = UInt8(ascii: "?")
    private static let mask = UInt8(ascii: "*")

    /// What a track turned out to hold.
    private enum Content {
        case data, masked
        /// The reader could not decode it.
        case unreadable
        case blank
    }

    private let hasLRC: Bool
    private let isFramed: Bool
    private var position = 0
    private var last = 0

    /// Emits the reading of `message`, which is not empty.
    static func read(
        _ message: Span<UInt8>, hasLRC: Bool, isFramed: Bool, protection: Protection,
        into output: inout Output
    ) throws(Fault) {
        var reader = TrackReader(hasLRC: hasLRC, isFramed: isFramed)
        var reading = Reading.magstripe(Span(), tracks: Tracks(), protection: protection)
        var hasData = false
        while reader.position < message.count {
            if try reader.readTrack(of: message, into: &reading) { hasData = true }
        }
        guard hasData else { throw reading.tracks.unreadable.isEmpty ? .noData : .badTrack }
        output.emit(reading)
    }

    private init(hasLRC: Bool, isFramed: Bool) {
        self.hasLRC = hasLRC
        self.isFramed = isFramed
    }

    /// Reads one track and what follows it; says whether it held data.
    private mutating func readTrack(
        of message: Span<UInt8>, into reading: inout Reading
    ) throws(Fault) -> Bool {
        guard let start = TrackStart(message[position], after: last) else { throw .badFrame }
        // The first end sentinel, never a later one: that would swallow the next track.
        guard let end = message.firstIndex(of: Self.endSentinel, from: position + 1) else {
            throw .truncated
        }
        last = start.number
        let data = message.extracting(position + 1..<end)
        reading.text.append(message[position])
        let place = reading.text.count
        let content = try read(data, of: start, into: &reading)
        switch content {
        case .data, .masked:
            reading.tracks[start.number] = Tracks.Place(start: place, end: reading.text.count)
        case .unreadable: reading.tracks.markUnreadable(start.number)
        case .blank: break
        }
        if content == .masked { reading.protection.insert(.masked) }
        position = end + 1
        let lrc = start.code.lrc(
            of: reading.text.span.extracting(place..<reading.text.count),
            startSentinel: start.sentinel)
        try skipLRC(lrc, content, in: message)
        reading.text.append(Self.endSentinel)
        if isFramed, position < message.count, message[position] == Control.dataLinkEscape {
            position += 1
        }
        skipSeparators(in: message)
        return content == .data || content == .masked
    }

    /// Passes over what stands between two tracks: some readers end each track.
    private mutating func skipSeparators(in message: Span<UInt8>) {
        var next = position
        while next < message.count, message[next].isTrackSeparator { next += 1 }
        if next < message.count, TrackStart(message[next], after: last) != nil { position = next }
    }

    /// Appends a track's data in capitals: the stripe has no others, a reader or a keyboard made
    /// them small.
    private func read(
        _ data: Span<UInt8>, of start: TrackStart, into reading: inout Reading
    ) throws(Fault) -> Content {
        guard data.count <= start.capacity else { throw .tooLong }
        var masks = 0
        for index in data.indices {
            let byte = data[index].capital
            reading.text.append(byte)
            if byte == Self.mask { masks += 1 }
        }
        if data.isEmpty { return .blank }
        if data.count == 1 {
            switch data[0].capital {
            case UInt8(ascii: "E"): return .unreadable
            case UInt8(ascii: "F") where isFramed: return .unreadable
            case UInt8(ascii: "N"): return .blank
            default: break
            }
        }
        for index in data.indices {
            let byte = data[index].capital
            let isSentinel = byte == start.code.startSentinel + start.code.base
            let isMask = byte == Self.mask && masks > 1
            guard isMask || start.code.contains(byte) && !isSentinel else { throw .badCharacter }
        }
        return masks > 1 ? .masked : .data
    }

    /// Passes over the LRC character, which must be the `expected` one. A masked, blank or
    /// undecodable track's cannot be verified; some readers send none there.
    private mutating func skipLRC(
        _ expected: UInt8, _ content: Content, in message: Span<UInt8>
    ) throws(Fault) {
        let next = position < message.count ? message[position] : nil
        switch content {
        case .data where hasLRC:
            guard let next else { throw .truncated }
            guard next.capital == expected else { throw .badLRC }
            position += 1
        case .data: break
        case .masked where next == Self.mask: position += 1
        case .masked, .unreadable, .blank:
            guard hasLRC, let next, next != Control.dataLinkEscape,
                TrackStart(next, after: last) == nil
            else { return }
            position += 1
        }
    }
}

extension UInt8 {
    /// Whether this is a line end or a tab, which no track holds.
    var isTrackSeparator: Bool { isLineEnd || self == Control.tab }

    /// The capital of a small ASCII letter, else the byte itself.
    var capital: UInt8 {
        self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") ? self ^ 0x20 : self
    }
}
