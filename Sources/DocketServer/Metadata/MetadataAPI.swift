import DocketCore
import DocketService
import HTTPTypes

/// `$metadata`: the model of a company's resources, for clients that are made from it.
///
/// Source: contract, section 6.
struct MetadataAPI: Sendable {
    private let companies: Companies
    // The same for every company, so they are written once.
    private static let xml: [ODataVersion: [UInt8]] = Dictionary(
        uniqueKeysWithValues: ODataVersion.allCases.map { ($0, CSDL(version: $0).xml) })
    private static let json = CSDL(version: .v401).json

    /// The documents of any company.
    init(companies: Companies) {
        self.companies = companies
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "v1/companies()/$metadata", .scope(.ordersRead, or: .directoryRead),
                .readModel,
                getMetadata, choosesForm: true)
        ]
    }

    @Sendable private func getMetadata(_ call: Call) async throws -> Answer {
        let format = try call.formatOption()
        let version = try ODataVersion(call.headers)
        _ = try await companies.get(try call.company())
        let media = try Self.form(call.headers, format: format, version)
        return .odata(media == .xml ? Self.xml[version] ?? [] : Self.json, as: media, version)
    }

    /// XML, unless JSON is wanted more. Clients that name `odata.metadata` on every request mean
    /// the lists by it: they get JSON here only where they take no XML.
    private static func form(
        _ headers: HTTPFields, format: String?, _ version: ODataVersion
    ) throws(RequestError) -> MediaType {
        let media: [MediaType] = version == .v40 ? [.xml] : [.xml, .json]
        let forms = media.map { (media: $0, form: $0) }
        let ranges = Accept.ranges(headers, format: format)
        guard
            let form = MediaRange.choose(forms, for: ranges)
                ?? MediaRange.choose(forms, for: ranges.map(\.withoutMetadata))
        else { throw Accept.refusal(of: media) }
        return form
    }
}
