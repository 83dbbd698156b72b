import CPangoCairo
package import DocketCore

/// Makes labels: all formats out of one drawing.
package enum LabelPrinter {
    /// Dots to the inch of a PNG: 787 by 1181 dots for 100 by 150 mm.
    ///
    /// Source: `domain.md` B3.
    private static let pngDotsPerInch = 200.0
    /// Dots to the inch of most of Zebra's printers: 8 to the millimetre.
    private static let zplDotsPerInch = 203.2
    /// Dots to the inch that a PDF's barcodes are made of.
    private static let pdfDotsPerInch = 600.0
    /// 210 by 297 mm, in points.
    private static let a4 = (width: 210 / 25.4 * 72, height: 297 / 25.4 * 72)
    /// How much labels are shrunk on A4, of which there are four on a sheet, so that printers
    /// leave no edge out.
    private static let a4Scale = 0.96

    /// The files of labels: a PDF is one with a page each, or with sheets; PNG and ZPL are one a
    /// page.
    ///
    /// - Throws: `LabelError`.
    package static func files(
        _ labels: [Label], on media: LabelMedia, as format: LabelFormat
    ) throws(LabelError) -> [[UInt8]] {
        let perPage = media == .a4 ? 4 : 1
        let pages = stride(from: 0, to: labels.count, by: perPage).map {
            Array(labels[$0..<min($0 + perPage, labels.count)])
        }
        switch format {
        case .pdf: return [try pdf(pages, on: media)]
        case .png:
            var files: [[UInt8]] = []
            for page in pages { files.append(try png(page, on: media)) }
            return files
        case .zpl:
            // A printer of labels takes no sheets.
            var files: [[UInt8]] = []
            for label in labels { files.append(try zpl(label)) }
            return files
        }
    }

    private static func size(of media: LabelMedia) -> (width: Double, height: Double) {
        media == .a4 ? a4 : LabelDrawing.size
    }

    private static func draw(
        _ labels: [Label], on media: LabelMedia, _ canvas: Canvas
    ) throws(LabelError) {
        switch media {
        case .label4x6:
            for label in labels { try LabelDrawing(label: label, scale: 1).draw(on: canvas) }
        case .a4:
            let (width, height) = (a4.width / 2, a4.height / 2)
            let (left, top) = (
                (width - LabelDrawing.size.width * a4Scale) / 2,
                (height - LabelDrawing.size.height * a4Scale) / 2
            )
            for (place, label) in labels.enumerated() {
                let x = left + (place % 2 == 0 ? 0 : width)
                let y = top + (place < 2 ? 0 : height)
                try canvas.at(x, y, scale: a4Scale) { () throws(LabelError) in
                    try LabelDrawing(label: label, scale: a4Scale).draw(on: canvas)
                }
            }
        }
    }

    // MARK: - Formats

    private static func pdf(
        _ pages: [[Label]], on media: LabelMedia
    ) throws(LabelError) -> [UInt8] {
        let (width, height) = size(of: media)
        let bytes = ByteBox()
        let target = Unmanaged.passUnretained(bytes).toOpaque()
        guard
            let surface = cairo_pdf_surface_create_for_stream(
                ByteBox.append, target, width, height)
        else { throw .drawing("no memory") }
        // Nothing tells when, or by what, it was made: the same label is the same file.
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "Labels")
        let canvas = Canvas(surface, dotsPerPoint: pdfDotsPerInch / 72, isScaled: false)
        for page in pages {
            try draw(page, on: media, canvas)
            canvas.showPage()
        }
        cairo_surface_finish(try canvas.finish())
        try canvas.check()
        return withExtendedLifetime(bytes) { bytes.bytes }
    }

    private static func image(
        _ labels: [Label], on media: LabelMedia, dotsPerInch: Double
    ) throws(LabelError) -> Canvas {
        let (width, height) = size(of: media)
        let dots = dotsPerInch / 72
        guard
            let surface = cairo_image_surface_create(
                CAIRO_FORMAT_RGB24, Int32((width * dots).rounded()),
                Int32((height * dots).rounded()))
        else { throw .drawing("no memory") }
        let canvas = Canvas(surface, dotsPerPoint: dots, isScaled: true)
        canvas.fill(Box(x: 0, y: 0, width: width, height: height), gray: 1)
        try draw(labels, on: media, canvas)
        return canvas
    }

    private static func png(
        _ labels: [Label], on media: LabelMedia
    ) throws(LabelError) -> [UInt8] {
        let canvas = try image(labels, on: media, dotsPerInch: pngDotsPerInch)
        let bytes = ByteBox()
        let target = Unmanaged.passUnretained(bytes).toOpaque()
        let status = cairo_surface_write_to_png_stream(
            try canvas.finish(), ByteBox.append, target)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .drawing(String(cString: cairo_status_to_string(status)))
        }
        return withExtendedLifetime(bytes) { bytes.bytes }
    }

    private static func zpl(_ label: Label) throws(LabelError) -> [UInt8] {
        let canvas = try image([label], on: .label4x6, dotsPerInch: zplDotsPerInch)
        let surface = try canvas.finish()
        let width = Int(cairo_image_surface_get_width(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let data = cairo_image_surface_get_data(surface) else {
            throw .drawing("there is no image")
        }
        return ZPL.label(width: width, height: height) { x, y in
            // Blue, green and red of a dot, one byte each.
            data[y * stride + x * 4 + 1] < 128
        }
    }
}

/// Bytes that a library writes.
///
/// A class, since the library knows it by its address.
private final class ByteBox {
    var bytes: [UInt8] = []

    /// What cairo calls with each piece.
    static let append: cairo_write_func_t = { target, data, length in
        guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let box = Unmanaged<ByteBox>.fromOpaque(target).takeUnretainedValue()
        box.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}
