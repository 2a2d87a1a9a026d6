import Directory
import Identity

/// What other programs call our columns and their values, in English, German, French, Spanish and
/// Croatian.
enum ColumnGuess {
    /// Our column that a title seems to mean; nil where that is not known.
    static func column(for title: String, taken: Set<String>) -> String? {
        let title = folded(title)
        for (column, titles) in titles where titles.contains(title) {
            // A second telephone goes into the next column.
            let columns = column == .phone ? PlainColumn.phones : [column]
            let free = columns.first { !taken.contains(TableReader.plain("\($0)")) }
            if let free { return "\(free)" }
        }
        return balances.first { $0.value.contains(title) }?.key
    }

    /// Our word for a value of one of our columns; nil for one that is ours, and where it is not
    /// known.
    static func value(for text: String, of column: String) -> String? {
        let text = folded(text)
        switch column {
        case "kind": return kinds.first { $0.value.contains(text) }?.key.rawValue
        case "status": return statuses.first { $0.value.contains(text) }?.key.rawValue
        default: return nil
        }
    }

    /// Letters and digits only, small, without accents.
    private static func folded(_ text: String) -> String {
        var folded: [UInt8] = []
        Folding.add(Array(text.utf8).span, to: &folded)
        return String(decoding: folded.filter { $0 != 0x20 }, as: UTF8.self)
    }

    private static let titles: [(PlainColumn, Set<String>)] = [
        (
            .number,
            [
                "nr", "no", "num", "id", "nummer", "numero", "broj", "kdnr", "kundennr",
                "kundennummer", "kundenid", "mitgliedsnr", "mitgliedsnummer", "mitgliednr",
                "customerno", "customernumber", "customernr", "customerid", "customercode",
                "custno", "custid", "memberno", "membernumber", "memberid", "membershipnumber",
                "accountno", "accountnumber", "accountid", "account", "cardno", "clientid",
                "numeroclient", "codeclient", "idcliente", "codigocliente", "numerocliente",
                "brojkupca", "sifrakupca", "brojclana",
            ]
        ),
        (
            .name,
            [
                "fullname", "customername", "membername", "displayname", "kunde", "kundenname",
                "kundin", "mitglied", "nomcomplet", "nombrecompleto", "cliente", "client",
                "imeiprezime", "kupac", "naziv", "customer", "company", "firma",
            ]
        ),
        (.first, ["firstname", "givenname", "forename", "vorname", "prenom", "nombre", "ime"]),
        (
            .last,
            [
                "lastname", "surname", "familyname", "nachname", "familienname", "zuname", "nom",
                "apellido", "apellidos", "prezime",
            ]
        ),
        (
            .kind,
            ["customertype", "typeofcustomer", "kundenart", "kundentyp", "art", "typ", "type"]
        ),
        (.status, ["state", "kundenstatus", "memberstatus", "estado", "statut", "stanje"]),
        (
            .membership,
            ["membershiptype", "memtype", "membertype", "mitgliedschaft", "tarif", "clanstvo"]
        ),
        (
            .street,
            [
                "address", "address1", "addressline1", "strasse", "str", "adresse", "rue",
                "direccion", "calle", "adresa", "ulica",
            ]
        ),
        (.city, ["town", "ort", "stadt", "wohnort", "ville", "ciudad", "grad", "mjesto"]),
        (.state, ["province", "region", "bundesland", "provincia"]),
        (
            .zip,
            [
                "zipcode", "postcode", "postalcode", "plz", "postleitzahl", "codepostal", "cp",
                "codigopostal", "postanskibroj",
            ]
        ),
        (.country, ["countrycode", "land", "pays", "pais", "drzava"]),
        (
            .email,
            ["mail", "emailaddress", "email1", "emailadresse", "courriel", "correo", "eposta"]
        ),
        (
            .phone,
            [
                "phonenumber", "telephone", "tel", "telefon", "telefonnummer", "telefono",
                "phone1", "telefon1", "mobile", "mobilephone", "cell", "cellphone", "handy",
                "mobil", "mobiltelefon", "movil", "mobitel", "homephone", "workphone", "portable",
                "telefon2",
            ]
        ),
        (
            .barcode,
            [
                "ean", "upc", "cardbarcode", "kartennr", "kartennummer", "kundenkarte",
                "cardnumber", "loyaltycard", "carte", "numerocarte", "tarjeta", "kartica",
                "brojkartice", "strichcode",
            ]
        ),
        (.magstripe, ["magneticcard", "magnetkarte", "track2", "swipe"]),
        (.tag, ["rfid", "nfc", "uid", "carduid", "transponder", "chip"]),
        (
            .joined,
            ["joindate", "joinedon", "membersince", "eintritt", "eintrittsdatum", "beitritt"]
        ),
        (.withdrew, ["austritt", "austrittsdatum", "leftdate", "enddate"]),
    ]

    private static let balances: [String: Set<String>] = [
        "points": ["punkte", "loyaltypoints", "puntos", "bodovi"],
        "balance": ["guthaben", "saldo", "credit"],
    ]

    private static let kinds: [CustomerKind: Set<String>] = [
        .organisation: [
            "company", "business", "firma", "geschaeft", "gewerbe", "unternehmen", "organization",
            "entreprise", "empresa", "tvrtka",
        ],
        .individual: [
            "private", "person", "privat", "privatkunde", "particulier", "particular", "osoba",
        ],
        .staff: ["employee", "mitarbeiter", "personal", "employe", "empleado", "zaposlenik"],
    ]

    private static let statuses: [CustomerStatus: Set<String>] = [
        .active: ["aktiv", "actif", "activo", "aktivan", "1", "yes", "ja", "ok"],
        .inactive: ["inaktiv", "inactif", "inactivo", "neaktivan", "0", "no", "nein", "disabled"],
        .suspended: ["gesperrt", "blocked", "bloque", "bloqueado", "blokiran", "locked"],
        .terminated: ["gekuendigt", "gekundigt", "cancelled", "canceled", "closed", "left"],
    ]
}
