import CPangoCairo

/// What labels are drawn on, in points (a 72nd of an inch) from the top left corner.
///
/// A class, since it owns what the libraries allocate.
final class Canvas {
    private let surface: OpaquePointer
    private let context: OpaquePointer
    /// Dots of the device to the point: barcodes are made of whole dots.
    private let dotsPerPoint: Double

    /// A canvas on a surface, which it takes over.
    init(_ surface: OpaquePointer, dotsPerPoint: Double, isScaled: Bool) {
        self.surface = surface
        self.dotsPerPoint = dotsPerPoint
        context = cairo_create(surface)
        if isScaled { cairo_scale(context, dotsPerPoint, dotsPerPoint) }
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Sees that nothing went wrong so far.
    ///
    /// - Throws: `LabelError.drawing`.
    func check() throws(LabelError) {
        var status = cairo_status(context)
        if status == CAIRO_STATUS_SUCCESS { status = cairo_surface_status(surface) }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .drawing(String(cString: cairo_status_to_string(status)))
        }
    }

    /// Goes on with a new page.
    func showPage() { cairo_show_page(context) }

    /// Ends the drawing, and gives the surface for reading it.
    func finish() throws(LabelError) -> OpaquePointer {
        cairo_surface_flush(surface)
        try check()
        return surface
    }

    /// Draws by `body` with everything moved there, and shrunk.
    func at(
        _ x: Double, _ y: Double, scale: Double = 1, _ body: () throws(LabelError) -> Void
    ) throws(LabelError) {
        cairo_save(context)
        defer { cairo_restore(context) }
        cairo_translate(context, x, y)
        cairo_scale(context, scale, scale)
        try body()
    }

    /// Fills a rectangle.
    func fill(_ box: Box, gray: Double) {
        cairo_set_source_rgb(context, gray, gray, gray)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_fill(context)
    }

    /// Draws the frame of a rectangle.
    func frame(_ box: Box, width: Double = 1) {
        cairo_set_source_rgb(context, 0, 0, 0)
        cairo_set_line_width(context, width)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_stroke(context)
    }

    /// Draws a barcode in the middle of a box, each square as wide as so many whole dots as there
    /// is room for.
    ///
    /// - Parameter quiet: squares that stay light around it.
    func draw(_ code: Barcode, in box: Box, quiet: Int, isSquare: Bool, scale: Double = 1) {
        let dots = dotsPerPoint * scale
        let squares = Double(code.width + 2 * quiet)
        var side = (box.width * dots / squares).rounded(.down)
        if isSquare {
            side = min(
                side, (box.height * dots / Double(code.rows.count + 2 * quiet)).rounded(.down))
        }
        let module = max(side, 1) / dots
        let width = module * Double(code.width)
        let height = isSquare ? module * Double(code.rows.count) : box.height
        let left = aligned(box.x + (box.width - width) / 2)
        let top = aligned(box.y + (box.height - height) / 2)
        cairo_set_source_rgb(context, 0, 0, 0)
        let rowHeight = height / Double(code.rows.count)
        for (row, squares) in code.rows.enumerated() {
            var column = 0
            while column < squares.count {
                guard squares[column] else {
                    column += 1
                    continue
                }
                let end = squares[column...].firstIndex(of: false) ?? squares.count
                cairo_rectangle(
                    context, left + Double(column) * module, top + Double(row) * rowHeight,
                    Double(end - column) * module, rowHeight)
                column = end
            }
        }
        cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
        cairo_fill(context)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
    }

    /// The same place, on a whole dot of the device.
    private func aligned(_ place: Double) -> Double {
        (place * dotsPerPoint).rounded() / dotsPerPoint
    }

    /// Writes text into a box: wrapped where it is too wide, smaller where it is too high, and cut
    /// off with dots where it would be too small to read.
    func write(_ text: String, in box: Box, _ style: TextStyle) {
        guard !text.isEmpty, let layout = pango_cairo_create_layout(context) else { return }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
        pango_layout_set_width(layout, Int32(box.width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, style.isCentred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT)
        var size = style.size
        while true {
            setFont(of: layout, style, size)
            if height(of: layout) <= box.height || size <= TextStyle.sizeMin { break }
            size = max(size - 0.5, TextStyle.sizeMin)
        }
        if height(of: layout) > box.height {
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            pango_layout_set_height(layout, Int32(box.height * Double(PANGO_SCALE)))
        }
        cairo_save(context)
        defer { cairo_restore(context) }
        // Whatever a font does, nothing is written outside.
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_clip(context)
        cairo_set_source_rgb(context, style.gray, style.gray, style.gray)
        cairo_move_to(context, box.x, box.y)
        pango_cairo_show_layout(context, layout)
    }

    private func setFont(of layout: OpaquePointer, _ style: TextStyle, _ size: Double) {
        guard let font = pango_font_description_new() else { return }
        defer { pango_font_description_free(font) }
        pango_font_description_set_family(font, "Noto Sans, Noto Sans CJK JP, sans-serif")
        pango_font_description_set_weight(
            font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, font)
    }

    private func height(of layout: OpaquePointer) -> Double {
        var (width, height): (Int32, Int32) = (0, 0)
        pango_layout_get_size(layout, &width, &height)
        return Double(height) / Double(PANGO_SCALE)
    }
}

/// A rectangle, in points.
struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
}

/// How text is written.
struct TextStyle {
    /// The height of a line's letters, in points, where there is room for it.
    var size: Double
    var isBold = false
    var isCentred = false
    /// 0 for black to 1 for white.
    var gray = 0.0

    /// What can still be read, in points.
    static let sizeMin = 5.0
}
