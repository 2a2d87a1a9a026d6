/// What the gateway and the tool say of themselves.
public enum Product {
    /// By semver.org.
    public static let version = "0.1.0"
}
