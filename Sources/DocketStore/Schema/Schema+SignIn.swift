extension Schema {
    /// People in a browser: their sessions and what they consent to. Added by schema 5.
    static let signInTables = [
        Table(
            name: "sessions",
            columns: [
                .required("hash", .blob),
                .required("id", .guid),
                .required("user_name", .text),
                .required("signed_in_at", .time),
                .required("seen_at", .time),
            ],
            key: ["hash"], indexes: [["user_name"], ["signed_in_at"]],
            isClustered: true, isGlobal: true, shardColumn: "hash"),
        Table(
            name: "authorization_codes",
            columns: [
                .required("hash", .blob),
                .required("client_id", .text),
                .required("user_name", .text),
                .required("scopes", .text),
                .required("companies", .text),
                .optional("redirect_uri", .text),
                .required("challenge", .blob),
                .optional("nonce", .text),
                .required("signed_in_at", .time),
                .required("expires_at", .time),
                .optional("family", .guid),
            ],
            key: ["hash"], indexes: [["expires_at"], ["user_name"]],
            isClustered: true, isGlobal: true, shardColumn: "hash"),
        Table(
            name: "sign_in_failures",
            columns: [
                .required("subject_hash", .blob),
                .required("failures", .integer),
                .required("last_at", .time),
            ],
            key: ["subject_hash"], indexes: [["last_at"]],
            isClustered: true, isGlobal: true, shardColumn: "subject_hash"),
        Table(
            name: "signing_keys",
            columns: [
                .required("id", .text),
                .required("private_key", .text),
                .required("made_at", .time),
            ],
            key: ["id"], isClustered: true, isGlobal: true),
    ]
}
