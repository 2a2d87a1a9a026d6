import Directory
import Foundation
import Import

/// A small directory: customers of the shapes that events tell apart.
enum SampleDirectory {
    /// A card of Iva Horvat, alone on her account: 13 digits, and as a scanner without symbology
    /// sends it.
    static let card = "0040122910412"
    static let stripe = "8134000017"
    /// The stripe of an account with two shoppers, Ana (1) and Ben (2).
    static let sharedStripe = "8134000500"
    /// The stripe of a customer suspended on 2025-11-30.
    static let suspendedStripe = "8134000601"

    static func make(at path: String) throws {
        let file = path + ".csv"
        try Data(rows.utf8).write(to: URL(filePath: file))
        let editor = try CustomerDirectory(path: path, access: .edit)
        let report = try editor.importFile(file, format: .csv, source: "sample")
        precondition(report.rejected.isEmpty, "\(report)")
    }

    private static let rows = """
        number,name,first,last,kind,status,since,shopper,barcode,magstripe
        10412,,Iva,Horvat,individual,active,,,\(card),\(stripe)
        10420,,Josip,Perić,individual,inactive,,,,
        500,Ana and Ben,,,individual,active,,,,\(sharedStripe)
        500,,Ana,,,,,1,,
        500,,Ben,,,,,2,,
        601,,Held,Back,individual,suspended,2025-11-30,,,\(suspendedStripe)

        """
}
