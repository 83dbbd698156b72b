import DocketCore
import DocketJSON

// The words of docs/api/directory.md.

extension CompanyFields.Member: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id: .number("The Company's number, chosen by holders of `admin` alone.", 14146)
        case .name: .requiredText("What people call it.", "Kiosk")
        case .description: .longText("Words for it.", "Newspapers and tea")
        case .roles: .array("Kept as they are.", [["Name": "Retailer"]])
        case .clientEntityID: .text("Its Id in your own system.", "K-1")
        case .createdUTC: .readOnly("When it was made.", "2026-11-21T21:15:20.642Z")
        case .lastModifiedUTC: .readOnly("When it last changed.", "2026-11-21T21:15:20.642Z")
        case .attributes: .object("An object of your own, kept as it is.", ["Region": "West"])
        case .logo: .object("Kept as it is.", ["Href": "https://kiosk.example/logo.png"])
        case .relationships: .array("Kept as they are.", [["Id": 7]])
        case .sortName: .text("A name to sort by.", "kiosk")
        case .disabled: .disabled
        case .version: .version
        }
    }
}

extension LocationFields.Member: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id: .number("The Location's number, which orders have as EntityId.", 14202)
        case .name: .requiredText("What people call it.", "Kestrel Harbour Street")
        case .description: .longText("Words for it.", "By the harbour")
        case .roles: .array("Kept as they are.", [["Name": "Store"]])
        case .clientEntityID: .text("Its Id in your own system.", "L-1")
        case .createdUTC: .readOnly("When it was made.", "2026-11-21T21:15:20.642Z")
        case .lastModifiedUTC: .readOnly("When it last changed.", "2026-11-21T21:15:20.642Z")
        case .attributes: .object("An object of your own, kept as it is.", ["Floor": 2])
        case .logo: .object("Kept as it is.", ["Href": "https://kiosk.example/logo.png"])
        case .relationships: .array("Kept as they are.", [["Id": 7]])
        case .sortName: .text("A name to sort by.", "harbour")
        case .area: .object("How large it is, kept as it is.", ["Value": 120, "Unit": "SqM"])
        case .address:
            .object("Where it is, kept as it is.", ["City": "Kestrel", "CountryCode": "CA"])
        case .contacts: .array("Whom to ask, kept as they are.", [["Name": "Robin Marsh"]])
        case .geography:
            .object(
                "Where it is on the map, kept as it is.", ["Longitude": -123.11, "Latitude": 49.28])
        case .storeHours:
            .object(
                "When it is open, kept as it is.", ["Monday": ["Open": "9:00", "Close": "18:00"]])
        case .storePhoneNumbers:
            .array("Kept as they are.", [["Description": "Main", "Number": "5550123"]])
        case .timeZone:
            .object(
                "Kept as it is.",
                ["Id": "Pacific Standard Time", "DaylightSavingTimeEnabled": true])
        case .disabled: .disabled
        case .version: .version
        }
    }
}

extension EmployeeFields.Member: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id: .number("The Employee's number.", 15)
        case .firstName: .requiredText("First name.", "Robin")
        case .lastName: .requiredText("Last name.", "Marsh")
        case .userName: .requiredText("Unique in the Company.", "robin.marsh")
        case .email: .text("E-mail address.", "robin.marsh@example.test")
        case .isActive: .flag("The opposite of Disabled, which wins where both are sent.", true)
        case .jobTitle: .text("Job title.", "Manager")
        case .parentEntityID: .readOnly("The Company.", 14146, ["minimum": 1])
        case .clientUserID: .text("The Id in your own system.", "E-1")
        case .address: .object("Kept as it is.", ["City": "Kestrel"])
        case .phoneNumbers: .array("Kept as they are.", [["Number": "5550123"]])
        case .attributes: .object("An object of your own, kept as it is.", ["Badge": 12])
        case .picture: .object("Kept as it is.", ["Href": "https://kiosk.example/robin.png"])
        case .disabled: .disabled
        case .version: .version
        }
    }
}

extension CustomerFields.Member: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id: .identifier("The Customer's Id.", PathKey.customer.example)
        case .primaryName: .text("First name, or a company's.", "Ada")
        case .middleName: .text("Middle name.", "B.")
        case .familyName: .text("Family name.", "Fenwick")
        case .alternateName: .text("Another name.", "Addie")
        case .customerTypeID: .kind("1 None, 2 Person, 3 Company.", 2, upTo: 3)
        case .customerType: .readOnly("The name of the type.", "Person")
        case .dateOfBirth:
            .sent(
                Sent.time, "Day of birth: its midnight in UTC; a date may be sent.",
                "1984-05-17T00:00:00.000Z")
        case .disabled: .disabled
        case .doNotContact: .flag("Whether not to write to them; true where absent.", false)
        case .notes: .longText("Notes.", "Comes on Fridays")
        case .title: .text("Form of address.", "Dr")
        case .version: .version
        }
    }
}

extension AddressFields.Member: DescribedMember {
    /// What is said of it.
    var about: MemberDescription {
        switch self {
        case .id: .identifier("The Address's Id.", PathKey.address.example)
        case .customerID:
            .guid("Whose it is; where it is sent, that of the path.", PathKey.customer.example)
        case .addressTypeID: .kind("1 None, 2 Home, 3 Shipping, 4 Office, 5 Other.", 2, upTo: 5)
        case .addressType: .readOnly("The name of the type.", "Home")
        case .attentionTo: .text("Whom to ask for there.", "Ada Fenwick")
        case .streetAddress1: .text("Street and number.", "1 Sample Lane")
        case .streetAddress2: .text("More of it.", "2nd floor")
        case .locality: .text("Town.", "Sampleton")
        case .state, .country: .readOnly("Always null: the code says it.", nil)
        case .stateCode: .text("State or province.", "BC")
        case .countryCode: .text("Country.", "CA")
        case .postalCode: .text("Postal code.", "V5K 0A1")
        case .postOfficeBoxNumber: .text("Post office box.", "7")
        case .email: .text("E-mail address.", "ada@example.test")
        case .phone: .text("Telephone number.", "5550124")
        case .isDefault: .flag("Whether to take it where nothing is said.", true)
        case .doNotContact: .flag("Whether not to write there; true where absent.", false)
        case .notes: .longText("Notes.", "Ring twice")
        case .disabled: .disabled
        case .version: .version
        }
    }
}

extension MemberDescription {
    fileprivate static let disabled = flag(
        "Whether no new order may point here. Where it is absent, it stays.", false)
    fileprivate static let version = readOnly(
        "1 on create, one more with each change.", 1, ["minimum": 1])

    /// A number that tells one from another.
    fileprivate static func number(_ words: String, _ example: JSONValue) -> Self {
        sent(Sent.integer(0 ... .max), words + own, example, ["minimum": 1])
    }

    /// A GUID that tells one from another.
    fileprivate static func identifier(_ words: String, _ example: JSONValue) -> Self {
        sent(Sent.guid, words + own, example)
    }

    private static let own =
        " On create it is a free one of your own, or absent; in a replacement that of the path."
}
