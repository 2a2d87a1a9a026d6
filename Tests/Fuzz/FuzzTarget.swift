/// A parser, or a few that belong together, and what must hold whatever it is fed.
struct FuzzTarget: Sendable {
    /// What FUZZ_TARGET and the Makefile's ONLY say.
    var name: String
    /// Inputs to begin with, made from the captures.
    var seeds: @Sendable () -> [[UInt8]]
    /// Feeds it. It stops the program when something does not hold; libFuzzer then keeps the input.
    var run: @Sendable ([UInt8]) -> Void

    static var all: [FuzzTarget] {
        [
            reportDescriptor, reports, serial, stripe, labels, recognition, settings, captures,
            requests, tables, usb, keys, cards,
        ]
    }
}

/// Stops the program unless `condition` holds.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError(what()) }
}

/// An input, taken from its front.
struct Input {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The next byte; 0 past the end.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// The next bytes, as many as there are.
    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Everything that is left.
    mutating func all() -> [UInt8] { bytes(rest.count) }

    /// One of the cases, by the next byte.
    mutating func word<Word: CaseIterable>(_ type: Word.Type) -> Word {
        let all = Array(Word.allCases)
        return all[Int(byte()) % all.count]
    }
}
