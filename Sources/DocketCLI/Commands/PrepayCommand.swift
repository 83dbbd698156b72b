import ArgumentParser
import DocketCore
import DocketService

/// `docket prepay`.
struct PrepayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepay",
        abstract: "Read and top up what companies pay parcels by.",
        subcommands: [Show.self, TopUp.self, Credit.self])

    /// `docket prepay show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what is in each account of a company.")

        /// Refunds that are counted.
        private static let refundsMax = 1000

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: ArgumentHelp("The company.", valueName: "number"))
        var company: Int32

        func run() async throws {
            let company = try CompanyID(checking: company)
            let (ledger, refunds) = try await databaseOptions.use { database, _ in
                let services = DocketServices(database: database, clock: WallClock())
                return (
                    try await services.ledgers.accounts(of: company),
                    try await services.cardRefunds.waiting(of: company, limit: Self.refundsMax)
                )
            }
            for account in LedgerAccount.allCases {
                print("\(account.rawValue): \(ledger[account])")
            }
            print("prepay limit: \(ledger.prepayLimit)")
            let count = refunds.count < Self.refundsMax ? "" : "at least "
            print("refunds to cards that wait: \(count)\(refunds.count)")
        }
    }

    /// `docket prepay top-up`.
    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "top-up", abstract: "Pay in what has come from outside.",
            discussion: "With an --id that is known nothing is paid in once more.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: ArgumentHelp("The company.", valueName: "number"))
        var company: Int32

        @Option(help: ArgumentHelp("A GUID, by which it happens once.", valueName: "guid"))
        var id: String?

        @Option(help: "Words for it, such as the bank's.")
        var reference = ""

        @Argument(
            help: ArgumentHelp("Pounds and pence, such as 250 or 99.50.", valueName: "amount"))
        var amount: String

        func run() async throws {
            let company = try CompanyID(checking: company)
            let pence = try? DecimalNumber.scaled(ArraySlice(amount.utf8), by: 2)
            guard let amount = pence.flatMap({ Money(pence: $0) }), amount > .zero,
                amount <= Ledgers.amountMax
            else {
                throw ValidationError("the amount must be above 0 and of whole pence")
            }
            let given = id.flatMap { GUID($0) }
            if id != nil, given == nil { throw ValidationError("--id must be a GUID") }
            let after = Box<Ledger>()
            do {
                try await databaseOptions.use { [reference] database, now in
                    var random = SystemRandomNumberGenerator()
                    let ledgers = DocketServices(database: database, clock: WallClock()).ledgers
                    _ = try await ledgers.topUp(
                        given ?? .version7(at: now, using: &random), by: amount,
                        reference: Text(reference),
                        as: ChangeRequest(company: company, actor: "docket", now: now),
                        of: company
                    ) { ledger in
                        after.value = ledger
                        return KeptAnswer(status: 200)
                    }
                }
            } catch LedgerError.idTaken {
                throw CommandRefusal(description: "another transfer has that id")
            } catch ServiceError.companyNotFound(let id) {
                throw CommandRefusal(description: "there is no company \(id)")
            }
            print("prepay: \(after.value?[.prepay] ?? .zero)")
        }
    }

    /// `docket prepay credit`.
    struct Credit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set how far below zero prepay may fall.")

        @OptionGroup var databaseOptions: DatabaseOptions

        @Option(help: ArgumentHelp("The company.", valueName: "number"))
        var company: Int32

        @Argument(help: ArgumentHelp("Pounds and pence, 0 or more.", valueName: "amount"))
        var credit: String

        func run() async throws {
            let company = try CompanyID(checking: company)
            let pence = try? DecimalNumber.scaled(ArraySlice(credit.utf8), by: 2)
            guard let pence, pence >= 0, let limit = Money(pence: -pence) else {
                throw ValidationError("the credit must be 0 or more, of whole pence")
            }
            do {
                try await databaseOptions.use { database, _ in
                    try await DocketServices(database: database, clock: WallClock()).ledgers
                        .setPrepayLimit(limit, of: company)
                }
            } catch ServiceError.companyNotFound(let id) {
                throw CommandRefusal(description: "there is no company \(id)")
            }
        }
    }
}

extension CompanyID {
    /// The company of that number.
    ///
    /// - Throws: `ValidationError`.
    init(checking number: Int32) throws {
        guard let company = CompanyID(number) else {
            throw ValidationError("a company's number is 1 or more")
        }
        self = company
    }
}
