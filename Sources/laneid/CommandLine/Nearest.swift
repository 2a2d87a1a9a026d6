import Configuration
import Gateway

extension String {
    /// The one of `words` that this was most likely meant to be; nil when none is near.
    func nearest(of words: [String]) -> String? {
        if count > 1, let longer = words.first(where: { $0.hasPrefix(self) }) { return longer }
        return Spelling.nearest(to: self, among: words)
    }
}
