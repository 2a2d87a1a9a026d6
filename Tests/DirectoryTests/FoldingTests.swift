import Testing

@testable import Directory

@Suite struct FoldingTests {
    @Test(
        "Names are folded to small letters without accents, in words",
        arguments: [
            ("Iva Horvat", " iva horvat"),
            ("O'Brien", " obrien brien"),
            ("Mary O\u{2019}Brien-Smith", " mary obrien brien smith"),
            ("Jean d'Arc d'Arc", " jean darc arc"),
            ("'Leading and trailing'", " leading and trailing"),
            ("José ŠIMIĆ", " jose simic"),
            ("Jose\u{301} S\u{30C}imic\u{301}", " jose simic"),
            ("Łukasz Ærø Strauß", " lukasz aero strauss"),
            ("Þórður Ðð", " thordur dd"),
            ("Nguyễn Thị Ế", " nguyen thi e"),
            ("İpek IŞIK ışık", " ipek isik"),
            ("ΆΝΝΑ Ζωή", " αννα ζωη"),
            ("Ёлка Йод", " елка иод"),
            ("山田 太郎", " 山田 太郎"),
            ("  J.R.  R.  Tolkien, 3rd ", " j r tolkien 3rd"),
            ("Anna anna ANNA Annabel", " anna annabel"),
            ("Acme GmbH & Co. (1999)", " acme gmbh co 1999"),
            ("🦆 duck", " duck"),
            ("", ""),
            (" ,.-' ", ""),
        ])
    func fold(name: String, expected: String) {
        var folded: [UInt8] = []
        Folding.add(Array(name.utf8).span, to: &folded)
        #expect(String(decoding: folded, as: UTF8.self) == expected)
    }

    @Test("Bytes that are not UTF-8 part words and never crash")
    func noise() {
        for first in UInt8.min...UInt8.max {
            for second in stride(from: UInt8.min, to: 255, by: 5) {
                var folded: [UInt8] = []
                Folding.add([0x41, first, second, 0x42, 0xF0, first].span, to: &folded)
                Folding.forEachStart(folded.span) { _ in }
            }
        }
    }

    @Test(
        "A word is found by its beginning, and only there",
        arguments: [
            ("Iva Horvat", "hor", true), ("Iva Horvat", "iva", true), ("Iva Horvat", "vat", false),
            ("O'Brien", "OBR", true), ("O'Brien", "o'br", true), ("O'Brien", "Brien", true),
            ("O'Brien", "rien", false), ("Anna", "annab", false), ("Ševčík", "sevc", true),
            ("Sevcik", "ŠEV", true), ("Sevcik", "sevcik", true), ("Sevcik", "sevciks", false),
        ])
    func starts(name: String, text: String, expected: Bool) throws {
        var folded: [UInt8] = []
        Folding.add(Array(name.utf8).span, to: &folded)
        let word = try #require(Folding.query(text).first)
        #expect(Folding.matches(folded.span, start: word.span) == expected)
        var inRange = false
        Folding.forEachStart(folded.span) { start in
            if Folding.starts(of: word).contains(start) { inRange = true }
        }
        #expect(inRange == expected)
    }

    @Test("A query's words are those typed, each once; none for blanks and signs")
    func query() {
        #expect(
            Folding.query("O'Brien  MARY o'brien").map { String(decoding: $0, as: UTF8.self) } == [
                "obrien", "mary",
            ])
        #expect(Folding.query(" - ' ").isEmpty)
    }
}
