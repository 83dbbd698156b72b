import DocketCore

/// The drawing of a label: the one that all formats are made of.
struct LabelDrawing {
    /// 100 by 150 mm, in points.
    ///
    /// Source: `domain.md` B3, which calls it 4 by 6 inches.
    static let size = (width: 100 / 25.4 * 72, height: 150 / 25.4 * 72)

    private static let margin = 10.0

    let label: Label
    /// How much it is shrunk, so that barcodes are still of whole dots.
    let scale: Double

    private var width: Double { Self.size.width - 2 * Self.margin }

    func draw(on canvas: Canvas) throws(LabelError) {
        canvas.frame(
            Box(
                x: Self.margin / 2, y: Self.margin / 2, width: Self.size.width - Self.margin,
                height: Self.size.height - Self.margin))
        drawHead(on: canvas)
        drawAddresses(on: canvas)
        try drawCodes(on: canvas)
        drawFoot(on: canvas)
    }

    private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Box {
        Box(x: Self.margin + x, y: y, width: width, height: height)
    }

    private func drawHead(on canvas: Canvas) {
        canvas.write(
            label.courier, in: box(2, 10, width - 74, 22), TextStyle(size: 16, isBold: true))
        canvas.write(label.service, in: box(2, 32, width - 74, 14), TextStyle(size: 10))
        canvas.frame(box(width - 68, 12, 66, 32), width: 0.8)
        canvas.write(
            "\(label.place) of \(label.count)", in: box(width - 66, 15, 62, 14),
            TextStyle(size: 10, isBold: true, isCentred: true))
        canvas.write(
            label.weightText, in: box(width - 66, 29, 62, 13), TextStyle(size: 9, isCentred: true))
        rule(at: 50, on: canvas)
    }

    private func drawAddresses(on canvas: Canvas) {
        canvas.write("TO", in: box(2, 53, 40, 10), TextStyle(size: 7, gray: 0.25))
        canvas.write(
            label.receiver.joined(separator: "\n"), in: box(2, 63, width - 4, 106),
            TextStyle(size: 14, isBold: true))
        canvas.write(
            label.instructions, in: box(2, 171, width - 4, 22), TextStyle(size: 8))
        rule(at: 195, on: canvas)
    }

    private func drawCodes(on canvas: Canvas) throws(LabelError) {
        let bars = try Barcode.code128(label.number)
        canvas.draw(
            bars, in: box(0, 202, width, 66), quiet: 10, isSquare: false, scale: scale)
        canvas.write(
            label.number, in: box(0, 271, width, 13),
            TextStyle(size: 10, isBold: true, isCentred: true))
        rule(at: 288, on: canvas)
        let square = try Barcode.qrCode(label.trackingURL)
        canvas.draw(
            square, in: box(width - 104, 292, 104, 104), quiet: 4, isSquare: true, scale: scale)
    }

    private func drawFoot(on canvas: Canvas) {
        let room = width - 112
        canvas.write("FROM", in: box(2, 291, 40, 10), TextStyle(size: 7, gray: 0.25))
        canvas.write(
            label.sender.joined(separator: "\n"), in: box(2, 301, room, 62), TextStyle(size: 8))
        let facts = [
            label.collection.map { "Collection \($0)" },
            label.reference.isEmpty ? nil : "Reference \(label.reference)",
            label.contents.isEmpty ? nil : "Contents \(label.contents)",
        ]
        canvas.write(
            facts.compactMap(\.self).joined(separator: "\n"), in: box(2, 366, room, 44),
            TextStyle(size: 8))
        guard label.isSample else { return }
        canvas.fill(box(width - 104, 398, 104, 14), gray: 0.85)
        canvas.write(
            "SAMPLE – NOT FOR POST", in: box(width - 103, 400, 102, 11),
            TextStyle(size: 7.5, isBold: true, isCentred: true))
    }

    private func rule(at y: Double, on canvas: Canvas) {
        canvas.fill(
            Box(x: Self.margin / 2, y: y, width: Self.size.width - Self.margin, height: 0.8),
            gray: 0)
    }
}
