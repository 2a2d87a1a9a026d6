/// Finds the word that a misspelt one was meant to be.
public enum Spelling {
    /// The word of `words` at most two edits (insert, delete, replace, swap neighbours) from
    /// `word`; nil if none is.
    public static func nearest(to word: String, among words: [String]) -> String? {
        let lowered = Array(word.lowercased().utf8)
        var best: (word: String, distance: Int)?
        for candidate in words {
            let distance = distance(lowered, Array(candidate.lowercased().utf8))
            if distance <= max(1, min(2, lowered.count / 2)), distance < best?.distance ?? 3 {
                best = (candidate, distance)
            }
        }
        return best?.word
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + Array(repeating: 0, count: right.count)
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(
                    previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2],
                    left[row - 2] == right[column - 1]
                {
                    best = min(best, before[column - 2] + 1)
                }
                current[column] = best
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
