extension Driver {
    /// Every driver there is, in the order in which lists show them.
    public static let catalogue: [Driver] = [
        .serialScanner,
        .magellanScanner,
        .ssiScanner,
        .hidScanner,
        .ibmScanner,
        .keyboardReader,
        .serialSwipe,
        .magtekSwipe,
        .magnesafeSwipe,
        .idtechSwipe,
        .hidSwipe,
        .msr605,
        .iButtonSerial,
        .rdm6300,
        .wiegandSerial,
        .keyWedge,
        .pcProx,
        .ccidReader,
    ]

    /// The driver of that name; nil when there is none.
    public static func named(_ name: String) -> Driver? {
        catalogue.first { $0.name == name }
    }
}
