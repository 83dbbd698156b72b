extension Schema {
    /// Who may call: clients, users and their tokens. They belong to no company, and name
    /// companies without a foreign key, since a company's rows may live on another node.
    static let accessTables = [
        Table(
            name: "clients",
            columns: [
                .required("id", .text),
                .required("name", .text),
                .optional("secret_hash", .blob),
                .required("scopes", .text),
                .required("companies", .text),
                .optional("default_company", .integer),
                .required("redirect_uris", .text),
                .required("allows_implicit", .boolean),
                .required("created_at", .time),
                .optional("disabled_at", .time),
            ],
            key: ["id"], isClustered: true, isGlobal: true),
        Table(
            name: "users",
            columns: [
                .required("name", .text),
                .required("password_hash", .text),
                .required("scopes", .text),
                .required("companies", .text),
                .required("created_at", .time),
                .optional("disabled_at", .time),
                .optional("id", .guid),
            ],
            key: ["name"], indexes: [["id"]], isClustered: true, isGlobal: true),
        Table(
            name: "tokens",
            columns: [
                .required("hash", .blob),
                .required("kind", .integer),
                .required("family", .guid),
                .required("client_id", .text),
                .optional("user_name", .text),
                .required("scopes", .text),
                .required("companies", .text),
                .required("issued_at", .time),
                .optional("expires_at", .time),
                .optional("access_hash", .blob),
                .optional("revoked_at", .time),
                .optional("used_at", .time),
            ],
            key: ["hash"],
            indexes: [["family"], ["expires_at"], ["user_name"]],
            isClustered: true, isGlobal: true, shardColumn: "hash"),
    ]
}
