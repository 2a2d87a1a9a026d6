import Identity

extension Recogniser {
    /// What a magnetic stripe is. Each track goes through the rules by itself; the rule that stands
    /// first decides, and a second track that yields another identifier by a rule makes the swipe
    /// malformed.
    ///
    /// A swipe that no rule claims is looked up by the account field of track 2, else of track 3.
    /// Text on track 1 is no identifier unless a rule names that track. A track that the reader
    /// could not decode does no harm while another gives something to go by.
    func recognise<Sink: TraceSink>(
        swipe reading: borrowing ReadingView, into sink: inout Sink
    ) -> Recognition {
        let stripe = Stripe(of: reading)
        guard !stripe.isEmpty else {
            return .malformed(reading.tracks.unreadable.isEmpty ? .noData : .badTrack)
        }
        if let recognition = claimed(stripe, of: reading, into: &sink) { return recognition }
        guard let account = stripe.account else {
            guard reading.tracks.unreadable.isEmpty else { return .malformed(.badTrack) }
            return .lookUp(Spellings(kind: .magneticCard))
        }
        return .lookUp(Spellings(kind: .magneticCard, asRead: reading.text.extracting(account)))
    }

    private func claimed<Sink: TraceSink>(
        _ stripe: Stripe, of reading: borrowing ReadingView, into sink: inout Sink
    ) -> Recognition? {
        var decision: Recognition?
        var claimedTracks: [3 of Bool] = [false, false, false]
        let order = rules.order.span
        for place in order.indices {
            let index = order[place]
            if let mismatch = rules.rules.span[index].mismatch(reading) {
                note(index, mismatch, into: &sink)
                continue
            }
            var isTried = false
            for track in 1...3 where stripe.has(track, for: rules.rules.span[index].track) {
                isTried = true
                guard !claimedTracks[track - 1],
                    let claim = claim(
                        of: index, stripe.spellings(ofTrack: track), in: reading, into: &sink)
                else { continue }
                claimedTracks[track - 1] = true
                let recognition = claim.recognition(of: reading, rules)
                guard let first = decision else {
                    decision = recognition
                    continue
                }
                if first.disagrees(with: recognition) { return .malformed(.tracksDisagree) }
            }
            if !isTried { note(index, .noTrack, into: &sink) }
        }
        return decision
    }
}

extension Recognition {
    /// Whether both are somebody's identifier and not the same one.
    fileprivate func disagrees(with other: Recognition) -> Bool {
        switch (self, other) {
        case (.identifier(let mine, _), .identifier(let theirs, _)),
            (.staff(let mine, _), .staff(let theirs, _)),
            (.bearer(let mine, _), .bearer(let theirs, _)):
            mine != theirs
        default: isIdentifier && other.isIdentifier
        }
    }

    private var isIdentifier: Bool {
        switch self {
        case .identifier, .staff, .bearer: true
        default: false
        }
    }
}

/// Where the tracks of a swipe stand in its text, each with its account field.
private struct Stripe {
    private struct Track {
        var data: Range<Int>
        /// Up to the field separator: `^` on track 1, `=` on the others.
        var account: Range<Int>
    }

    private var tracks: [3 of Track?] = [nil, nil, nil]

    /// The tracks that hold something. A text without any sentinel, from a reader that leaves them
    /// out or from the cashier's keyboard, is track 2 when it is made of what track 2 can hold,
    /// else track 1.
    init(of reading: borrowing ReadingView) {
        let text = reading.text
        for number in 1...3 {
            guard let place = reading.place(ofTrack: number) else { continue }
            tracks[number - 1] = Self.track(number, at: place, in: text)
        }
        if reading.tracks == Tracks(), !text.isEmpty {
            let number = text.isTrack2 ? 2 : 1
            tracks[number - 1] = Self.track(number, at: 0..<text.count, in: text)
        }
    }

    var isEmpty: Bool { tracks[0] == nil && tracks[1] == nil && tracks[2] == nil }

    /// The account field to look up when no rule claims the swipe.
    var account: Range<Int>? {
        for index in 1...2 {
            if let account = tracks[index]?.account, !account.isEmpty { return account }
        }
        return nil
    }

    /// Whether the track holds something and a rule wants it; nil wants tracks 2 and 3.
    func has(_ track: Int, for wanted: Int?) -> Bool {
        guard tracks[track - 1] != nil else { return false }
        return wanted == nil ? track != 1 : wanted == track
    }

    /// The account field, then all data: a rule that goes by the field reads the field, one whose
    /// pattern or positions reach further reads the track.
    func spellings(ofTrack number: Int) -> SpellingList {
        var list = SpellingList()
        guard let track = tracks[number - 1] else { return list }
        if !track.account.isEmpty { list.append(.accountField, track.account, track: number) }
        if track.account != track.data { list.append(.wholeTrack, track.data, track: number) }
        return list
    }

    private static func track(
        _ number: Int, at data: Range<Int>, in text: borrowing Span<UInt8>
    ) -> Track {
        let separator = number == 1 ? UInt8(ascii: "^") : UInt8(ascii: "=")
        let end = text.firstIndex(of: separator, from: data.lowerBound) ?? data.upperBound
        return Track(data: data, account: data.lowerBound..<min(end, data.upperBound))
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are digits and at most one field separator, as on track 2.
    fileprivate var isTrack2: Bool {
        var separators = 0
        for index in indices where !self[index].isASCIIDigit {
            guard self[index] == UInt8(ascii: "="), separators == 0 else { return false }
            separators = 1
        }
        return true
    }
}
