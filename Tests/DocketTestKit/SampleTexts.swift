package import DocketCore
import DocketJSON

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
        roles = text.asJSON
        clientEntityID = text
        attributes = text.asJSON
        logo = text.asJSON
        relationships = text.asJSON
        sortName = text
    }
}

extension LocationFields {
    init(of text: Text) {
        self.init(name: text)
        description = text
        roles = text.asJSON
        clientEntityID = text
        attributes = text.asJSON
        logo = text.asJSON
        relationships = text.asJSON
        sortName = text
        area = text.asJSON
        address = text.asJSON
        contacts = text.asJSON
        geography = text.asJSON
        storeHours = text.asJSON
        storePhoneNumbers = text.asJSON
        timeZone = text.asJSON
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
        address = text.asJSON
        phoneNumbers = text.asJSON
        attributes = text.asJSON
        picture = text.asJSON
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

extension Text {
    /// The text as a JSON string.
    fileprivate var asJSON: Text {
        var writer = JSONWriter(capacity: utf8.count + 2)
        writer.string(utf8: utf8)
        return Text(utf8: writer.bytes[...])
    }
}
