package import DocketCore

extension SampleRows {
    /// An order with that text in every member that holds one, and one item likewise.
    package mutating func order(of text: Text) -> Order {
        var order = plainOrder()
        order.fields.name = text
        order.fields.customerID = text
        order.fields.discountCode = text
        order.fields.discountDescription = text
        order.fields.tenderID = text
        order.fields.tenderOrigin = text
        order.fields.sourceID = text
        order.fields.sourceName = text
        var item = plainItem(index: 0)
        item.fields.productID = text
        item.fields.supplierReference = text
        item.fields.description = text
        item.fields.notes = text
        item.fields.sku = text
        item.fields.shippingOptionID = text
        item.fields.serialNumbers = [text, text]
        item.fields.tracking = [Tracking(quantity: 1, number: text)]
        order.items = [item]
        return order
    }
}

extension CompanyFields {
    init(of text: Text) {
        self.init(name: text)
        description = text
        roles = text
        clientEntityID = text
        attributes = text
        logo = text
        relationships = text
        sortName = text
    }
}

extension LocationFields {
    init(of text: Text) {
        self.init(name: text)
        description = text
        roles = text
        clientEntityID = text
        attributes = text
        logo = text
        relationships = text
        sortName = text
        area = text
        address = text
        contacts = text
        geography = text
        storeHours = text
        storePhoneNumbers = text
        timeZone = text
    }
}

extension EmployeeFields {
    init(of text: Text) {
        self.init()
        firstName = text
        lastName = text
        userName = text
        email = text
        jobTitle = text
        clientUserID = text
        address = text
        phoneNumbers = text
        attributes = text
        picture = text
    }
}

extension CustomerFields {
    init(of text: Text) {
        self.init()
        type = .company
        primaryName = text
        middleName = text
        familyName = text
        alternateName = text
        notes = text
        title = text
    }
}

extension AddressFields {
    init(of text: Text, customer: GUID) {
        self.init()
        customerID = customer
        type = .home
        attentionTo = text
        streetAddress1 = text
        streetAddress2 = text
        locality = text
        stateCode = text
        countryCode = text
        postalCode = text
        postOfficeBoxNumber = text
        email = text
        phone = text
        notes = text
    }
}
