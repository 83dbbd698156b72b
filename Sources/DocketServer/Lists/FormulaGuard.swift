/// The apostrophe in front of a CSV cell that a spreadsheet would take for a formula, which says
/// that it is text (OWASP, "CSV Injection").
///
/// A text with apostrophes before such a beginning gets one more, so that it can be taken away
/// again whatever the text was.
package enum FormulaGuard {
    private static let beginnings = "=+-@\t\r\n＝＋－＠".unicodeScalars
    private static let apostrophe: Unicode.Scalar = "'"

    /// The text as a spreadsheet may read it.
    package static func applied(to text: String) -> String {
        isFormula(text.unicodeScalars[...]) ? "'" + text : text
    }

    /// The text as it was before `applied`.
    package static func removed(from text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.first == apostrophe, isFormula(scalars.dropFirst()) else { return text }
        return String(scalars.dropFirst())
    }

    private static func isFormula(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.drop(while: { $0 == apostrophe }).first else { return false }
        return beginnings.contains(first)
    }
}
