import DocketCore
import DocketJSON
import DocketServer
import DocketService

/// The rows of a CSV file as orders or entries of the directory, by the names in its header.
struct CSVEntries {
    /// Puts a cell into the entry that is being read.
    private typealias Column = (inout Draft, [UInt8]) -> Void

    /// The entry that is being read; only one of them is used.
    private struct Draft {
        var customer = CustomerDraft()
        var address = AddressDraft()
        var hasAddress = false
        var addresses: [AddressDraft] = []
        var location = LocationDraft()
        var employee = EmployeeDraft()
        var order: [(member: OrderMember, cell: [UInt8])] = []
    }

    /// What stands before the names of an address beside a customer: `Address.PostalCode`.
    private static let addressPrefix = "address."

    private let noun: ImportNoun
    private var rows: CSVReader
    private let columns: [Column]

    /// Reads the header.
    ///
    /// - Throws: `ImportError` where there is none, or a name in it is not known or there twice.
    init(_ noun: ImportNoun, _ bytes: FileBytes) throws {
        self.noun = noun
        rows = CSVReader(bytes)
        guard let header = try rows.next() else { throw ImportError("the file is empty") }
        if let fault = header.fault { throw ImportError("line \(header.line): \(fault)") }
        let known = Self.columns(of: noun)
        var unknown: [String] = []
        var seen: Set<String> = []
        var columns: [Column] = []
        for cell in header.cells {
            let name = String(decoding: cell, as: UTF8.self)
            if !seen.insert(name.lowercased()).inserted {
                throw ImportError("the column \(name) is there more than once")
            }
            if let column = known[name.lowercased()] {
                columns.append(column)
            } else {
                unknown.append(name.isEmpty ? "(without a name)" : name)
            }
        }
        guard unknown.isEmpty else {
            throw ImportError("unknown columns: \(unknown.joined(separator: ", "))")
        }
        self.columns = columns
    }

    /// How many bytes were read.
    var taken: Int { rows.bytes.taken }

    /// The next row; `nil` at the end.
    ///
    /// - Throws: `ImportError` where the file can't be read.
    mutating func next() throws -> ImportLine? {
        guard let row = try rows.next() else { return nil }
        return ImportLine(number: row.line, entry: entry(row))
    }

    private func entry(_ row: CSVRow) -> Result<ImportedEntry, ImportLine.Refusal> {
        if let fault = row.fault { return .failure(ImportLine.Refusal(fault)) }
        guard row.cells.count == columns.count else {
            return .failure(
                ImportLine.Refusal("\(row.cells.count) cells for \(columns.count) columns"))
        }
        var draft = Draft()
        for (column, cell) in zip(columns, row.cells) {
            guard let text = String(validating: cell, as: UTF8.self) else {
                return .failure(ImportLine.Refusal("invalid UTF-8"))
            }
            column(&draft, Array(FormulaGuard.removed(from: text).utf8))
        }
        switch noun {
        case .customers:
            let addresses = draft.addresses + (draft.hasAddress ? [draft.address] : [])
            return .success(
                .customer(CustomerFullDraft(customer: draft.customer, addresses: addresses)))
        case .locations: return .success(.location(draft.location))
        case .employees: return .success(.employee(draft.employee))
        case .orders: return Self.order(draft.order)
        }
    }

    /// Takes the addresses of a customer, which stand in one cell as JSON.
    private static func readAddresses(_ draft: inout Draft, _ cell: [UInt8]) {
        guard !cell.isEmpty else { return }
        do throws(JSONError) {
            let full = try DirectoryJSON.customerFullDraft(
                Array("{\"Addresses\":".utf8) + cell + Array("}".utf8))
            draft.addresses += full.addresses
            // What a customer needs stands in the other cells.
            for fault in full.customer.faults where fault.pointer.hasPrefix("/Addresses") {
                draft.customer.add(fault)
            }
        } catch {
            draft.customer.add(Fault("/Addresses", "Addresses is no valid JSON"))
        }
    }

    private static func order(
        _ cells: [(member: OrderMember, cell: [UInt8])]
    ) -> Result<ImportedEntry, ImportLine.Refusal> {
        do throws(JSONError) {
            let (draft, origin) = try OrderJSON.imported(try OrderJSON.document(cells))
            return .success(.order(draft, origin))
        } catch {
            return .failure(ImportLine.Refusal("Items is no valid JSON: \(error)"))
        }
    }

    /// The columns of a noun by their names in lower case.
    private static func columns(of noun: ImportNoun) -> [String: Column] {
        var columns: [String: Column] = [:]
        switch noun {
        case .customers:
            for member in CustomerFields.Member.allCases {
                columns["\(member.name)".lowercased()] = { draft, cell in
                    DirectoryJSON.read(cell: cell, as: member, into: &draft.customer)
                }
            }
            columns["addresses"] = readAddresses
            // An export has them, and nothing in them.
            for name in ["contactmethods", "customerextensions"] { columns[name] = { _, _ in } }
            for member in AddressFields.Member.allCases {
                columns[addressPrefix + "\(member.name)".lowercased()] = { draft, cell in
                    if !cell.isEmpty { draft.hasAddress = true }
                    DirectoryJSON.read(cell: cell, as: member, into: &draft.address)
                }
            }
        case .locations:
            for member in LocationFields.Member.allCases {
                columns["\(member.name)".lowercased()] = { draft, cell in
                    DirectoryJSON.read(cell: cell, as: member, into: &draft.location)
                }
            }
        case .employees:
            for member in EmployeeFields.Member.allCases {
                columns["\(member.name)".lowercased()] = { draft, cell in
                    DirectoryJSON.read(cell: cell, as: member, into: &draft.employee)
                }
            }
        case .orders:
            for member in OrderMember.allCases where member != .orderID {
                columns["\(member.name)".lowercased()] = { draft, cell in
                    draft.order.append((member, cell))
                }
            }
        }
        return columns
    }
}
