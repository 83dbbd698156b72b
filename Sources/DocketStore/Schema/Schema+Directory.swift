extension Schema {
    /// Companies, and what orders point at.
    static let directoryTables = [
        companies,
        entries(
            "locations", id: .integer,
            [
                .required("name", .text), .optional("description", .text),
                .optional("roles", .document), .optional("client_entity_id", .text),
                .optional("attributes", .document), .optional("logo", .document),
                .optional("relationships", .document), .optional("sort_name", .text),
                .optional("area", .document), .optional("address", .document),
                .optional("contacts", .document), .optional("geography", .document),
                .optional("store_hours", .document), .optional("store_phone_numbers", .document),
                .optional("time_zone", .document),
            ]),
        entries(
            "employees", id: .integer,
            [
                .required("first_name", .text), .required("last_name", .text),
                .required("user_name", .text), .optional("email", .text),
                .optional("job_title", .text), .optional("client_user_id", .text),
                .optional("address", .document), .optional("phone_numbers", .document),
                .optional("attributes", .document), .optional("picture", .document),
            ],
            unique: [["company_id", "user_name"]]),
        entries(
            "customers", id: .guid,
            [
                .optional("primary_name", .text), .optional("middle_name", .text),
                .optional("family_name", .text), .optional("alternate_name", .text),
                .required("customer_type_id", .integer), .optional("date_of_birth", .time),
                .required("do_not_contact", .boolean), .optional("notes", .text),
                .optional("title", .text),
            ],
            indexes: [["company_id", "created_at", "id"]]),
        entries(
            "addresses", id: .guid,
            [
                .required("customer_id", .guid), .required("address_type_id", .integer),
                .optional("attention_to", .text), .optional("street_address1", .text),
                .optional("street_address2", .text), .optional("locality", .text),
                .optional("state_code", .text), .optional("country_code", .text),
                .optional("postal_code", .text), .optional("post_office_box_number", .text),
                .optional("email", .text), .optional("phone", .text),
                .required("is_default", .boolean), .required("do_not_contact", .boolean),
                .optional("notes", .text),
            ],
            indexes: [["company_id", "customer_id", "id"]],
            parents: [
                Table.Parent(
                    table: "customers", columns: ["company_id", "customer_id"],
                    references: ["company_id", "id"])
            ]),
    ]

    /// The one table that is keyed by `id`: a company is what the others are told apart by.
    private static let companies = Table(
        name: "companies",
        columns: [
            .required("id", .integer), .required("name", .text),
            .optional("description", .text), .optional("roles", .document),
            .optional("client_entity_id", .text), .optional("attributes", .document),
            .optional("logo", .document), .optional("relationships", .document),
            .optional("sort_name", .text),
        ] + stamps,
        key: ["id"])

    /// A table of entries of a company.
    private static func entries(
        _ name: String, id: Column.Kind, _ columns: [Column], unique: [[String]] = [],
        indexes: [[String]] = [], parents: [Table.Parent] = []
    ) -> Table {
        Table(
            name: name,
            columns: [.required("company_id", .integer), .required("id", id)] + columns + stamps,
            key: ["company_id", "id"], unique: unique, indexes: indexes,
            parents: [.company] + parents)
    }

    /// What every entry has.
    private static let stamps: [Column] = [
        .required("disabled", .boolean), .required("created_at", .time),
        .required("modified_at", .time), .required("version", .integer),
    ]
}
