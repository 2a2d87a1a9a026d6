extension Command {
    static let directoryResume = suspension(
        "resume", "serve a suspended customer, card or group again",
        example: "laneid directory resume 10412", isSuspended: false)
}
