extension String {
    /// The one of `words` that this was most likely meant to be; nil when none is near.
    func nearest(of words: [String]) -> String? {
        if count > 1, let longer = words.first(where: { $0.hasPrefix(self) }) { return longer }
        let reach = Swift.max(1, (count + 1) / 3)
        return words.map { (word: $0, steps: edits(to: $0)) }
            .filter { $0.steps <= reach }
            .min { $0.steps < $1.steps }?.word
    }

    /// How many characters must be inserted, removed, replaced, or swapped with their neighbour to get `other`
    /// (the optimal-string-alignment distance).
    func edits(to other: String) -> Int {
        let from = Array(self)
        let to = Array(other)
        var beforeLast: [Int] = []
        var last = Array(0...to.count)
        for row in 0..<from.count {
            var current = [row + 1]
            for column in 0..<to.count {
                var steps = Swift.min(
                    last[column + 1] + 1, current[column] + 1,
                    last[column] + (from[row] == to[column] ? 0 : 1))
                if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
                    steps = Swift.min(steps, beforeLast[column - 1] + 1)
                }
                current.append(steps)
            }
            beforeLast = last
            last = current
        }
        return last[to.count]
    }
}
