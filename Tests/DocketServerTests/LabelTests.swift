import DocketCore
import DocketJSON
import DocketLabels
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// Labels, read back by programs that nobody here wrote.
@Suite struct LabelTests {
    private static let hard: [String] = [
        "山田太郎 и Ольга יוסי", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte",
        String(repeating: "Very long words in a line that has no end ", count: 8),
        String(repeating: "x", count: 400), "München  80331", "GERMANY",
    ]

    private static func label(_ place: Int = 1, receiver: [String] = hard) -> Label {
        Label(
            courier: "Pennine Parcels", service: "Courier Next Day", receiver: receiver,
            sender: receiver, instructions: receiver.joined(separator: " "),
            number: "1414687651234987001\(place < 10 ? "0" : "")\(place)", place: place, count: 5,
            grams: 1500, collection: CalendarDay("2026-11-24"), reference: "PO-118",
            contents: "Books", trackingURL: "https://orders.example/tracking/1414687651234987001",
            isSample: false)
    }

    /// What a decoder reads in a file, sorted.
    private static func codes(in bytes: [UInt8], ending: String) async throws -> [String] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var paths = [folder.path("label.\(ending)")]
        try Data(bytes).write(to: URL(fileURLWithPath: paths[0]))
        if ending == "pdf" {
            let pages = folder.path("page")
            let made = try await run("pdftoppm", ["-r", "300", "-png", paths[0], pages])
            #expect(made.exitCode == 0, "\(made.standardError)")
            paths = try FileManager.default.contentsOfDirectory(atPath: folder.path("")).filter {
                $0.hasPrefix("page")
            }.map { folder.path($0) }
        }
        let read = try await run("zbarimg", ["-q"] + paths)
        return read.standardOutput.split(separator: "\n").map(String.init).sorted()
    }

    private static func run(
        _ command: String, _ arguments: [String]
    ) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(
            "/usr/bin/env", [command] + arguments,
            environment: ProcessInfo.processInfo.environment, limitSeconds: 300)
    }

    private static func expected(_ places: ClosedRange<Int>) -> [String] {
        places.flatMap { place in
            [
                "CODE-128:14146876512349870010\(place)",
                "QR-Code:https://orders.example/tracking/1414687651234987001",
            ]
        }.sorted()
    }

    @Test(arguments: LabelMedia.allCases)
    func `a decoder reads the codes of a PNG and of a PDF`(media: LabelMedia) async throws {
        let labels = (1...5).map { Self.label($0) }
        let perPage = media == .a4 ? 4 : 1
        let pictures = try LabelPrinter.files(labels, on: media, as: .png)
        #expect(pictures.count == (media == .a4 ? 2 : 5))
        let first = try await Self.codes(in: pictures[0], ending: "png")
        #expect(first == Self.expected(1...perPage))
        let pdf = try LabelPrinter.files(labels, on: media, as: .pdf)
        #expect(pdf.count == 1)
        #expect(try await Self.codes(in: pdf[0], ending: "pdf") == Self.expected(1...5))
    }

    @Test func `a decoder reads the codes of ZPL, as a printer prints it`() async throws {
        let files = try LabelPrinter.files([Self.label()], on: .a4, as: .zpl)
        let picture = try ZPLPicture(String(decoding: files[0], as: UTF8.self))
        #expect((picture.width, picture.height) == (800, 1200))
        #expect(
            try await Self.codes(in: picture.portableBitmap, ending: "pbm") == Self.expected(1...1))
    }

    @Test func `nothing is written over the edge or into the codes, however long it is`() throws {
        let short = try LabelPrinter.files(
            [Self.label(receiver: ["A"])], on: .label4x6, as: .zpl)
        let long = try LabelPrinter.files([Self.label()], on: .label4x6, as: .zpl)
        let (one, other) = (
            try ZPLPicture(String(decoding: short[0], as: UTF8.self)),
            try ZPLPicture(String(decoding: long[0], as: UTF8.self))
        )
        // The codes' rows and the edge are the same whatever stands elsewhere.
        for y in 560..<800 {
            #expect(one.rows[y] == other.rows[y], "row \(y)")
        }
        for y in 0..<1200 {
            #expect(one.rows[y].prefix(20) == other.rows[y].prefix(20), "row \(y)")
            #expect(one.rows[y].suffix(20) == other.rows[y].suffix(20), "row \(y)")
        }
        #expect(one.rows != other.rows)
    }

    @Test func `the same label is the same file`() throws {
        for format in LabelFormat.allCases {
            let files = try (0..<2).map { _ in
                try LabelPrinter.files([Self.label()], on: .a4, as: format)
            }
            #expect(files[0] == files[1], "\(format)")
        }
    }

    @Test func `a label is there once the order is paid, for its company and for its reference`()
        async throws
    {
        try await TestServer.run { server in
            let made = try await ParcelsAPITests.make(server)
            let id = made["OrderId"]?.text ?? ""
            let reference = made["OrderlineIdMap", 0, "OrderLineIdHmac"]?.text ?? ""
            let hash = made["Hash"]?.text ?? ""
            func get(_ path: String, _ token: String?, _ accept: String? = nil) async throws
                -> TestServer.Reply
            {
                try await server.send(
                    .get, "/api/labels/\(path)", headers: accept.map { ["Accept": $0] } ?? [:],
                    token: token)
            }
            #expect(try await get(id, "sandbox-token").status == 404)
            try await server.send(.post, "/api/orders/\(id)/paywithprepay")
            for (path, token) in [
                (id, "sandbox-token"), ("\(id)001", "sandbox-token"), ("\(id)?hash=\(hash)", nil),
                ("\(id)?referenceType=OrderId", "sandbox-token"), (reference.percentEncoded, nil),
                ("\(id)001?referenceType=OrderLineId&hash=\(hash)", nil),
            ] as [(String, String?)] {
                let reply = try await get(path, token)
                #expect(reply["SuccessfulLabels"]?.numberText == "1", "\(path): \(reply.text)")
                let file = reply["Base64EncodedLabels", 0]?.text.flatMap { Base64.decode($0) }
                #expect(file?.starts(with: Array("%PDF-".utf8)) ?? false)
            }
            for (path, status) in [
                (id, 401), ("\(id)?hash=0", 404), ("\(id)002", 401), ("\(id)001|x", 404),
                ("\(id)?labelFormat=GIF&hash=\(hash)", 400),
                ("\(id)?referenceType=OrderLineId&hash=\(hash)", 404),
            ] {
                #expect(try await get(path, nil).status == status, "\(path)")
            }
            for (accept, format, start) in [
                ("application/pdf", "application/pdf", "%PDF"),
                ("image/png", "image/png", "\u{89}PNG"),
                ("application/zpl", "application/zpl", "^XA"),
                ("text/html,*/*;q=0.8", "application/pdf", "%PDF"),
            ] {
                let reply = try await get(id, "sandbox-token", accept)
                #expect(reply.headers["Content-Type"] == format)
                #expect(reply.bytes.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
            }
            #expect(try await get(id, "sandbox-token", "image/gif").status == 406)
            let separate = try await get("\(id)/separate", "sandbox-token")
            #expect(
                separate["Items", 0, "CourierTrackingNumbers", 0]?.text == "\(id)00101")
        }
    }
}

/// What a printer makes of a picture in ZPL.
///
/// Source: Zebra, "ZPL II Programming Guide", "Alternative Data Compression Scheme".
private struct ZPLPicture {
    let width: Int
    let height: Int
    /// The dots, row by row.
    private(set) var rows: [[Bool]] = []

    init(_ text: String) throws {
        let match = try #require(
            text.wholeMatch(
                of: /\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),(.*)\^FS\^XZ\n/))
        width = try #require(Int(match.1))
        height = try #require(Int(match.2))
        let digitsPerRow = try #require(Int(match.5)) * 2
        var (row, count, before): ([Int], Int, [Int]) = ([], 0, [])
        func dots(_ digits: [Int]) -> [Bool] {
            digits.flatMap { digit in (0..<4).map { digit >> (3 - $0) & 1 == 1 } }
        }
        for character in match.6.utf8 {
            switch character {
            case UInt8(ascii: "G")...UInt8(ascii: "Y"): count += Int(character) - 70
            case UInt8(ascii: "g")...UInt8(ascii: "z"): count += (Int(character) - 102) * 20
            case UInt8(ascii: ","):
                row += Array(repeating: 0, count: digitsPerRow - row.count)
            case UInt8(ascii: "!"):
                row += Array(repeating: 15, count: digitsPerRow - row.count)
            case UInt8(ascii: ":"): row = before
            default:
                let digit = try #require(
                    Int(String(UnicodeScalar(character)), radix: 16))
                row += Array(repeating: digit, count: max(count, 1))
                count = 0
            }
            try #require(row.count <= digitsPerRow)
            if row.count == digitsPerRow {
                rows.append(Array(dots(row).prefix(width)))
                (before, row) = (row, [])
            }
        }
        try #require(rows.count == height)
    }

    /// As other programs read it.
    var portableBitmap: [UInt8] {
        let text = rows.map { row in row.map { $0 ? "1" : "0" }.joined(separator: " ") }
        return Array("P1\n\(width) \(height)\n\(text.joined(separator: "\n"))\n".utf8)
    }
}
