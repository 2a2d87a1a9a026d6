/// Why a row cannot be read.
enum RowFault: String, Error {
    case tooLong = "the row is longer than 64 KiB"
    case openQuote = "a quote is opened and not closed"
    case zeroByte = "the row has a zero byte in it"
    case notUTF8 = "the text is not UTF-8: say so if it is Latin-1"
}
