// libzint, which makes barcodes. Swift must not look into a symbol: its picture, an array of 28,800
// bytes, is a tuple of as many elements there, and takes the compiler forever.
#include <zint.h>

/// A new symbol of a kind for UTF-8; NULL where there is no memory.
static inline struct zint_symbol *docket_zint_create(int symbology) {
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol) {
        symbol->symbology = symbology;
        symbol->input_mode = UNICODE_MODE;
    }
    return symbol;
}

/// Whether the text could be put into it.
static inline int docket_zint_encode(
    struct zint_symbol *symbol, const unsigned char *text, int length
) {
    return ZBarcode_Encode(symbol, text, length) < ZINT_ERROR_TOO_LONG;
}

/// Why not.
static inline const char *docket_zint_error(const struct zint_symbol *symbol) {
    return symbol->errtxt;
}

/// Rows of squares.
static inline int docket_zint_rows(const struct zint_symbol *symbol) { return symbol->rows; }

/// Squares in a row.
static inline int docket_zint_width(const struct zint_symbol *symbol) { return symbol->width; }

/// Whether a square is dark.
static inline int docket_zint_is_dark(const struct zint_symbol *symbol, int row, int column) {
    return symbol->encoded_data[row][column >> 3] >> (column & 7) & 1;
}
