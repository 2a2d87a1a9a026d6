import Identity

extension UdevRules {
    /// The second file, `udev/93-laneid-cards.rules`: smart-card readers, which the rules of other
    /// programs give to groups of theirs.
    ///
    /// The seat has them by systemd's own rules.
    public static var cardReaders: String {
        let lines =
            [
                "# LaneID's smart-card readers. Made by `laneid udev --cards`: change nothing here.",
                "# It must come after 92_pcscd_ccid.rules and 92-libccid.rules, because the last GROUP counts.",
                "",
                "ACTION==\"remove\", GOTO=\"laneid_cards_end\"",
                "SUBSYSTEM!=\"usb\", GOTO=\"laneid_cards_end\"",
                "ENV{DEVTYPE}!=\"usb_device\", GOTO=\"laneid_cards_end\"",
                "",
                "# Readers of USB's class for them.",
                "ENV{ID_USB_INTERFACES}==\"*:0b0000:*\", ENV{ID_LANEID_CARDS}=\"1\"",
                "# Readers of their makers' class.",
            ]
            + makersOwn.map { vendor, product in
                "ATTR{idVendor}==\"\(vendor.hexadecimal)\", ATTR{idProduct}==\"\(product.hexadecimal)\", "
                    + "ENV{ID_LANEID_CARDS}=\"1\""
            } + [
                "ENV{ID_LANEID_CARDS}!=\"1\", GOTO=\"laneid_cards_end\"",
                "MODE=\"0660\", GROUP=\"laneid\"",
                "SYMLINK+=\"laneid/usb-%k\"",
                "",
                "LABEL=\"laneid_cards_end\"",
            ]
        return lines.map { $0 + "\n" }.joined()
    }

    /// The readers of class 0xFF that have a smart-card reader's descriptor: those of libccid's
    /// list of readers that have bulk endpoints.
    private static let makersOwn: [(vendor: UInt16, product: UInt16)] = [
        // Cherry SmartTerminal ST-2000
        (0x046A, 0x003E),
        // SCM SCR331-DI, SCR3310, SDI010, SDI011, SCL01x, SPR532
        (0x04E6, 0x5111), (0x04E6, 0x511A), (0x04E6, 0x5120), (0x04E6, 0x5121), (0x04E6, 0x512B),
        (0x04E6, 0x512C), (0x04E6, 0x5291), (0x04E6, 0x5292), (0x04E6, 0xE003),
        // OMNIKEY 5321 CLi, HID 5021 CL
        (0x076B, 0x532A), (0x076B, 0x5340),
        // Gemalto e-Seal, Verisign tokens
        (0x08E6, 0x1359), (0x08E6, 0x2202), (0x08E6, 0xACE0),
        // MySmartPad
        (0x09BE, 0x0002),
        // ReinerSCT cyberJack
        (0x0C4B, 0x0300), (0x0C4B, 0x0500),
        // Oberthur CosmoCard
        (0x1A74, 0x6354), (0x1A74, 0x6356),
        // DUALi DE-ABCM6, DRAGON
        (0x1DB2, 0x0600), (0x1DB2, 0x0604),
        // Dell SK-3106
        (0x413C, 0x2100),
    ]
}
