import Identity

/// One thing that a change changed. Values of identifiers and telephones are masked.
public struct DirectoryChange: Codable, Equatable, Sendable {
    /// Whose: `customer 500`, `employee E1`, `household HH-9`.
    public var of: String
    /// The field, or the kind of thing that was added or removed.
    public var field: String
    /// What was there; absent where nothing was.
    public var old: String?
    /// What is there now; absent where nothing is.
    public var new: String?
}

extension DirectoryChange: CustomStringConvertible {
    public var description: String {
        switch (old, new) {
        case (nil, let new?): "\(of): \(field) \(new)"
        case (let old?, nil): "\(of): \(field) \(old) removed"
        case (let old?, let new?): "\(of): \(field) \(new), was \(old)"
        case (nil, nil): "\(of): \(field) changed"
        }
    }
}
