extension KeyTable {
    /// US English.
    static let us = KeyTable(
        plain: "abcdefghijklmnopqrstuvwxyz"
            + "1234567890" + "-=[]\\;'`,./\\",
        shift: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "!@#$%^&*()" + "_+{}|:\"~<>?|")
}
