#!/usr/bin/env python3
"""Reads orders with python-odata, a published client that knows no more than an address.

    odata_client.py ADDRESS TOKEN

ADDRESS is that of a company, such as http://127.0.0.1:8080/v1/Companies(14146), on a sandbox.
Makes a few orders, asks for them through the client, and compares what comes with what plain
requests get. Ends with 0 where all is the same, with 1 and what is not where something differs.
"""

import sys
from decimal import Decimal

import dateutil.parser
import requests
from odata import ODataService
from odata.exceptions import ODataError

ORDERS = 7
NAMES = ["Anna", "Bert", "O'Brien & Söhne", "100 % / Ω", "Emil", "Fritz, Ltd.", "Greta"]


def expect(what: str, found, wanted) -> None:
    """Stops with a message where something is not as it should be."""
    if found != wanted:
        sys.exit(f"odata_client: {what}:\n  found  {found!r}\n  wanted {wanted!r}")


class Plain:
    """The same server, asked without OData."""

    def __init__(self, address: str, token: str):
        self.address = address
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> list[dict]:
        """A resource, amounts exact."""
        answer = self.session.get(f"{self.address}/{path}", timeout=30)
        expect(f"the status of {path}", answer.status_code, 200)
        return answer.json(parse_float=Decimal)

    def make_order(self, number: int) -> None:
        """Makes an order with one item; two of them are the same but for the Id."""
        order = {
            "Name": NAMES[number],
            "OrderTypeId": 1,
            "EntityId": 14202 if number % 2 == 0 else 14107,
            "DiscountAmount": f"{number % 5}.25",
            "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85" if number > 3 else None,
            "Items": [
                {
                    "ItemTypeId": 1,
                    "ItemStatusId": 1,
                    "SKU": f"0000{number}",
                    "Quantity": number + 1,
                    "SellingPrice": "9.99",
                    "SerialNumbers": ["A", "B"],
                }
            ],
        }
        answer = self.session.post(f"{self.address}/OrderFull", json=order, timeout=30)
        expect("the status of a new order", answer.status_code, 201)


class Client:
    """python-odata on the server, and the addresses that it asks for."""

    def __init__(self, address: str, token: str):
        self.asked: list[str] = []
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {token}"
        session.hooks["response"].append(lambda answer, **_: self.asked.append(answer.url))
        self.service = ODataService(
            address,
            session=session,
            reflect_entities=True,
            quiet_progress=True,
            extra_headers={
                "Accept": "application/json;odata.metadata=minimal",
                "OData-MaxVersion": "4.01",
            },
        )
        self.orders = self.service.entities["Orders"]

    def query(self):
        """A new query of the orders."""
        return self.service.query(self.orders)


def raw(entities) -> list[dict]:
    """What the client was sent for entities, without what is OData's own."""
    return [
        {name: value for name, value in entity.__odata__.data.items() if "@" not in name}
        for entity in entities
    ]


def ids(entities) -> list[str]:
    """Which entities these are, in their order."""
    return [entity.Id for entity in entities]


def check_model(client: Client) -> None:
    """The client has made its classes from $metadata."""
    expect(
        "the entity sets",
        sorted(client.service.entities),
        ["CustomerFull", "Customers", "Employees", "Locations", "OrderFull", "Orders"],
    )
    expect(
        "the types",
        sorted(name for name in client.service.types),
        [f"Docket.{name}" for name in
         ["Address", "Company", "Customer", "CustomerFull", "Employee", "Item", "Location",
          "Order"]],
    )


def check_lists(client: Client, plain: Plain) -> None:
    """Whole lists, with their values as the client understands them."""
    wanted = plain.get("Orders")
    found = client.query().all()
    for entity, order in zip(found, wanted, strict=True):
        expect("the Id", entity.Id, order["Id"])
        expect("the amount", entity.DiscountAmount, Decimal(order["DiscountAmount"]))
        expect("the time", entity.CreatedDateUtc, dateutil.parser.parse(order["CreatedDateUtc"]))
        expect("the number", entity.EntityId, order["EntityId"])
        expect("the customer", raw([entity])[0]["BillingCustomerId"], order["BillingCustomerId"])
        expect("the members", set(raw([entity])[0]), set(order) - {"Items"})
    for name in ["Customers", "Employees", "Locations"]:
        entities = client.service.query(client.service.entities[name]).all()
        listed = [entry["Id"] for entry in plain.get(name)]
        expect(f"the Ids of {name}", ids(entities), listed)


def check_filters(client: Client, plain: Plain) -> None:
    """Filters as the client writes them, against the same choice made here."""
    orders = plain.get("Orders")
    order = client.orders
    middle = orders[3]
    time = dateutil.parser.parse(middle["CreatedDateUtc"])
    cases = [
        (order.State == "Created", lambda o: o["State"] == "Created"),
        (order.Name == NAMES[2], lambda o: o["Name"] == NAMES[2]),
        (order.Name != NAMES[2], lambda o: o["Name"] != NAMES[2]),
        (order.EntityId == 14202, lambda o: o["EntityId"] == 14202),
        (order.DiscountAmount >= Decimal("2.25"),
         lambda o: Decimal(o["DiscountAmount"]) >= Decimal("2.25")),
        (order.Id == middle["Id"], lambda o: o["Id"] == middle["Id"]),
        (order.CreatedDateUtc <= time, lambda o: o["CreatedDateUtc"] <= middle["CreatedDateUtc"]),
        (order.BillingCustomerId == None, lambda o: o["BillingCustomerId"] is None),  # noqa: E711
        (order.BillingCustomerId.not_null(), lambda o: o["BillingCustomerId"] is not None),
        (order.Name.contains("r"), lambda o: "r" in o["Name"]),
        (order.Name.startswith("100 %"), lambda o: o["Name"].startswith("100 %")),
        (order.Name.endswith("Söhne"), lambda o: o["Name"].endswith("Söhne")),
        ((order.EntityId == 14107) & (order.DiscountAmount < Decimal("1.5")),
         lambda o: o["EntityId"] == 14107 and Decimal(o["DiscountAmount"]) < Decimal("1.5")),
        ((order.Name == "Anna") | (order.Name == "Greta"),
         lambda o: o["Name"] in ("Anna", "Greta")),
    ]
    for condition, choice in cases:
        wanted = [o["Id"] for o in orders if choice(o)]
        expect(f"the orders with {condition}", ids(client.query().filter(condition)), wanted)
        expect("their count", client.query().filter(condition).count(), len(wanted))
    both = client.query().filter(cases[3][0]).filter(cases[9][0])
    wanted = [o["Id"] for o in orders if cases[3][1](o) and cases[9][1](o)]
    expect("the orders with two filters", ids(both), wanted)
    expect("one order by its Id", client.query().get(middle["Id"]).Name, middle["Name"])
    found = client.query().raw({"$filter": "Items/any(i: i/SKU eq '00003')"})
    expect("the orders with an item", [o["Id"] for o in found], [orders[3]["Id"]])


def check_order_and_pages(client: Client, plain: Plain) -> None:
    """Order, $top and $skip, $select, and the count."""
    orders = plain.get("Orders")
    order = client.orders
    expect("the count", client.query().count(), len(orders))
    wanted = sorted(orders, key=lambda o: o["CreatedDateUtc"])
    wanted.sort(key=lambda o: Decimal(o["DiscountAmount"]), reverse=True)
    by_amount = client.query().order_by(order.DiscountAmount.desc(), order.CreatedDateUtc.asc())
    expect("the orders by amount", ids(by_amount), [o["Id"] for o in wanted])
    expect("some of them", ids(by_amount.limit(3).offset(2)), [o["Id"] for o in wanted[2:5]])
    expect("the first of them", by_amount.first().Id, wanted[0]["Id"])
    rows = client.query().select(order.Id, order.Name).all()
    plain_rows = [{name: row[name] for name in row if "@" not in name} for row in rows]
    expect("two members", plain_rows, [{"Id": o["Id"], "Name": o["Name"]} for o in orders])


def check_items(client: Client, plain: Plain) -> None:
    """Items that come with their orders, and items that are asked for later."""
    wanted = [
        [(i["Id"], i["SKU"], i["Quantity"], Decimal(i["SellingPrice"]), i["SerialNumbers"])
         for i in order["Items"]]
        for order in plain.get("OrderFull")
    ]

    def items(order):
        return [(i.Id, i.SKU, i.Quantity, i.SellingPrice, i.SerialNumbers) for i in order.Items]

    expanded = client.query().expand(client.orders.Items).all()
    asked = len(client.asked)
    expect("the items with their orders", [items(order) for order in expanded], wanted)
    expect("requests for them", len(client.asked) - asked, 0)
    later = client.query().all()
    expect("the items by themselves", [items(order) for order in later], wanted)


def check_server_pages(client: Client, plain: Plain) -> None:
    """Pages that the server cuts, one after the other by @odata.nextLink.

    The client keeps its headers for all that follows, so this comes last.
    """
    orders = plain.get("Orders")
    client.service.create_context(extra_headers={"Prefer": "odata.maxpagesize=2"})
    for condition, wanted in [
        (None, orders),
        (client.orders.EntityId == 14202, [o for o in orders if o["EntityId"] == 14202]),
    ]:
        query = client.query().order_by(client.orders.Name.desc())
        if condition is not None:
            query = query.filter(condition)
        wanted = sorted(wanted, key=lambda o: o["Name"], reverse=True)
        asked = len(client.asked)
        expect("the orders by pages", ids(query), [o["Id"] for o in wanted])
        pages = client.asked[asked:]
        expect("the number of pages", len(pages), (len(wanted) + 1) // 2)
        for page in pages[1:]:
            expect("whether a page names its place", "skiptoken" in page, True)


def main(arguments: list[str]) -> int:
    """Makes the orders and asks for them in every way."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    address, token = arguments[0].rstrip("/"), arguments[1]
    plain = Plain(address, token)
    expect("the orders at the start", plain.get("Orders"), [])
    for number in range(ORDERS):
        plain.make_order(number)
    client = Client(address, token)
    check_model(client)
    try:
        for check in [
            check_lists,
            check_filters,
            check_order_and_pages,
            check_items,
            check_server_pages,
        ]:
            check(client, plain)
    except ODataError as error:
        sys.exit(f"odata_client: {client.asked[-1]}: {error}")
    print(f"{len(client.asked)} requests by python-odata, all answered as plain ones are")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
