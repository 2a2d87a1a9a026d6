/// Customers by their keys: a bit each.
package struct KeySet {
    private var words: [UInt64] = []
    package private(set) var count = 0

    package init() {}

    package mutating func insert(_ key: Int64) {
        guard key >= 0 else { return }
        let word = Int(key >> 6)
        if word >= words.count {
            words.append(
                contentsOf: repeatElement(0, count: word + 1 - words.count + words.count / 2))
        }
        let bit: UInt64 = 1 << UInt64(key & 63)
        if words[word] & bit == 0 {
            words[word] |= bit
            count += 1
        }
    }

    package func contains(_ key: Int64) -> Bool {
        let word = Int(key >> 6)
        return key >= 0 && word < words.count && words[word] & (1 << UInt64(key & 63)) != 0
    }
}
