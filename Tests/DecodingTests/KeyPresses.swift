/// Reports of a boot keyboard that types a text on a US layout: each key pressed, then let go.
enum KeyPresses {
    private static let plain: [(first: UInt8, characters: String)] = [
        (0x04, "abcdefghijklmnopqrstuvwxyz1234567890\n"), (0x2C, " -=[]\\"), (0x33, ";'`,./"),
    ]
    private static let shifted: [(first: UInt8, characters: String)] = [
        (0x04, "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()"), (0x2D, "_+{}|"), (0x33, ":\"~<>?"),
    ]

    static func us(_ text: String) -> [[UInt8]] {
        text.flatMap { character -> [[UInt8]] in
            let key =
                press(character, plain, modifiers: 0x00)
                ?? press(character, shifted, modifiers: 0x02)
            return [key ?? [], [UInt8](repeating: 0, count: 8)]
        }
    }

    private static func press(
        _ character: Character, _ rows: [(first: UInt8, characters: String)], modifiers: UInt8
    ) -> [UInt8]? {
        for row in rows {
            guard let index = Array(row.characters).firstIndex(of: character) else { continue }
            return [modifiers, 0, row.first + UInt8(index), 0, 0, 0, 0, 0]
        }
        return nil
    }
}
