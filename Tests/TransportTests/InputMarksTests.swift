import Identity
import TestSupport
import Testing
import Transport

struct InputMarksTests {
    /// What came, what it means, and how many bytes at the end have no meaning yet.
    struct Case: CustomTestStringConvertible {
        var bytes: [UInt8]
        var pieces: [InputPiece]
        var held = 0

        var testDescription: String {
            bytes.map { String($0, radix: 16) }.joined(separator: " ")
        }
    }

    // termios(3), PARMRK.
    @Test(
        "Marks are told from bytes",
        arguments: [
            Case(bytes: [], pieces: []),
            Case(bytes: [0x41, 0x42], pieces: [.bytes(0..<2)]),
            Case(bytes: [0x00], pieces: [.bytes(0..<1)]),
            Case(bytes: [0xFF, 0x00, 0x41], pieces: [.badCharacter]),
            Case(bytes: [0xFF, 0x00, 0xFF], pieces: [.badCharacter]),
            Case(bytes: [0xFF, 0x00, 0x00], pieces: [.breakCondition]),
            Case(bytes: [0xFF, 0xFF], pieces: [.bytes(0..<1)]),
            Case(bytes: [0x41, 0xFF, 0xFF, 0x42], pieces: [.bytes(0..<2), .bytes(3..<4)]),
            Case(bytes: [0xFF, 0xFF, 0xFF, 0xFF], pieces: [.bytes(0..<1), .bytes(2..<3)]),
            Case(
                bytes: [0x31, 0xFF, 0x00, 0x32, 0x33],
                pieces: [.bytes(0..<1), .badCharacter, .bytes(4..<5)]),
            Case(
                bytes: [0xFF, 0x00, 0x32, 0xFF, 0x00, 0x00, 0x0D],
                pieces: [.badCharacter, .breakCondition, .bytes(6..<7)]),
            Case(bytes: [0xFF, 0xFF, 0x00], pieces: [.bytes(0..<1), .bytes(2..<3)]),
            Case(bytes: [0xFF, 0xFF, 0xFF, 0x00, 0x31], pieces: [.bytes(0..<1), .badCharacter]),
            Case(bytes: [0x31, 0xFF], pieces: [.bytes(0..<1)], held: 1),
            Case(bytes: [0x31, 0xFF, 0x00], pieces: [.bytes(0..<1)], held: 2),
            Case(bytes: [0xFF], pieces: [], held: 1),
            Case(bytes: [0xFF, 0xFF, 0xFF], pieces: [.bytes(0..<1)], held: 1),
            Case(bytes: [0xFF, 0x31], pieces: [.badCharacter, .bytes(1..<2)]),
        ])
    func marks(test: Case) {
        #expect(pieces(of: test.bytes) == test.pieces)
        #expect(InputMarks.tail(of: test.bytes.span).count == test.held)
    }

    @Test("Noise of any kind is taken apart to its end")
    func noise() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                ([0x00, 0xFF, 0xFF, 0x41] as [UInt8]).randomElement(using: &generator) ?? 0
            }
            let held = InputMarks.tail(of: bytes.span).count
            #expect((0...2).contains(held))
            #expect(pieces(of: Array(bytes.dropLast(held))) == pieces(of: bytes))
        }
    }

    private func pieces(of bytes: [UInt8]) -> [InputPiece] {
        var pieces: [InputPiece] = []
        var position = 0
        while let (piece, end) = InputMarks.piece(in: bytes.span, position) {
            pieces.append(piece)
            position = end
        }
        return pieces
    }
}
