"""Random orders for the tests of queries: few different values, so that filters hit some."""

from datetime import datetime, timedelta, timezone

# The directory of the sandbox's company 1 (README.md): each customer with its address, if any.
LOCATIONS = [1, 8, 64]
EMPLOYEE = 15
CUSTOMERS = {
    "503d1d4a-c974-4286-b4a2-002699e60ad6": "cb39f178-3577-40bb-a7e5-032f29325b09",
    "024abe18-39b1-4522-9dce-e3977631af2b": None,
    "3e59f6c5-d7fc-48cf-a36d-9e871d5f5d0d": "a39dc672-17d1-4200-b5bf-98fe2d8e25e3",
    "5bbf809c-ecd3-4262-9544-61cabe1dd798": "feee59c2-dd2b-4507-b158-cd5b3fe46e0d",
}

ORDER_TYPES = {1: "Sales", 2: "Transfer", 3: "Purchase", 4: "RMA"}
STATES = ["Created", "Pending", "Processed", "Cancelled", "Completed"]
ITEM_TYPES = {1: "DropShip", 2: "InStock", 3: "eCommerce", 4: "Shipping"}
ITEM_STATUSES = {
    1: {
        1: "New", 2: "Cancelled", 3: "Processed", 4: "Ordered", 5: "Error", 6: "NotAvailable",
        7: "Shipped", 8: "Received",
    },
    2: {9: "New", 10: "Processed", 11: "Error", 12: "BackOrder", 16: "Cancelled"},
    3: {13: "New", 14: "Processed", 17: "Cancelled"},
    4: {15: "Shipping"},
}

# What SQL takes for a pattern or a quote, letters whose lower or upper case is odd, letters that
# sort by UTF-16 in another order than by code point, what differs in case or by an accent only.
TEXTS = [
    "", " ", "a", "A", "ab", "aB", "AB", "abc", "a%c", "a_c", "axc", "100%", "50_50", "%", "_",
    "\\", "a\\b", "O'Brien", "o''brien", "'", '"quoted"', "é", "É", "e\u0301", "été", "Été", "ß",
    "straße", "STRASSE", "İstanbul", "istanbul", "ıstanbul", "\u017fs", "\u212a", "ΟΔΟΣ", "οδος",
    "🙂", "a🙂b", "𝒜", "\uff21", "\uff41b", "日本", "  padded  ", "\ttab\u00a0", "Zebra",
    "zebra", "10", "9", "-1", "null", "true", "a;b--", "{}[]()", "a.b*c", "+&=#@p1",
]
CODES = ["A-1", "A-2", "a-1", "B-10", "B-9", "", "00001", "1", "É-1", "50%"]
LONG_TEXTS = TEXTS + ["two\nlines", "x" * 300, "The quick brown fox", "the quick brown fox"]
# Strings, which the server takes for numbers: JSON's own would be binary fractions here.
AMOUNTS = [
    "0", "0", "0.01", "0.0001", "0.5", "1", "1.5", "2.5", "2.5", "2.4999", "5.99", "12.3456", "15",
    "33.3333", "100", "1000000.01", "9999999999.9999",
]
SIGNED_AMOUNTS = AMOUNTS + ["-0.01", "-0.5", "-0.5", "-1.5", "-2.5", "-5.99", "-100"]

# Texts of the order, each with what it is filled from. TenderId is not among them: it tells the
# orders of two servers from one another, and is different in each.
ORDER_TEXTS = {
    "Name": TEXTS, "DiscountCode": CODES, "DiscountDescription": LONG_TEXTS, "TenderOrigin": CODES,
    "SourceId": CODES, "SourceName": TEXTS, "CustomerId": CODES,
}
ITEM_TEXTS = {
    "Description": LONG_TEXTS, "Notes": LONG_TEXTS, "SKU": CODES, "ShippingOptionId": CODES,
    "SupplierReference": TEXTS,
}


def make_orders(random, count):
    """`count` orders: each with a body to post, the steps to take with it, and how many seconds
    the clock is moved before, so that times differ by more than the test takes."""
    return [
        {
            "body": _order(random, number),
            "steps": random.choice([[], [], [], ["Process"], ["Process", "Shipped"], ["Cancel"]]),
            "seconds": random.choice([0, 0, 1, 59, 3600, 40_000, 86_400, 500_000]),
        }
        for number in range(count)
    ]


def _order(random, number):
    body = {
        "TenderId": f"T-{number:04}",
        "EntityId": random.choice(LOCATIONS),
        "OrderTypeId": random.choice(list(ORDER_TYPES)),
        "State": random.choice(["Created", "Pending"]),
        "Items": _items(random),
    }
    _fill(random, body, {name: lambda pool=pool: random.choice(pool)
                         for name, pool in ORDER_TEXTS.items()})
    _fill(random, body, {
        "EmployeeId": lambda: random.choice([EMPLOYEE, EMPLOYEE, 0]),
        "DiscountAmount": lambda: random.choice(AMOUNTS),
        "OrderExpiryHours": lambda: random.choice([1, 24, 72, 100, 87_600]),
    })
    for side in random.sample(["Billing", "Shipping"], random.randrange(3)):
        customer, address = random.choice(list(CUSTOMERS.items()))
        body[f"{side}CustomerId"] = customer
        if address and random.random() < 0.7:
            body[f"{side}AddressId"] = address
    if "ShippingCustomerId" not in body and random.random() < 0.5:
        body["ShippingEntityId"] = random.choice(LOCATIONS + [0])
    return body


def _items(random):
    count = random.choice([0, 1, 1, 2, 2, 3, 4, 5])
    products = random.sample(["P1", "P2", "p1", "10", "9", "É", "a_b", "a%b"], count)
    return [_item(random, product) for product in products]


def _item(random, product):
    kind = random.choice(list(ITEM_TYPES))
    item = {"ItemTypeId": kind, "ItemStatusId": random.choice(list(ITEM_STATUSES[kind]))}
    _fill(random, item, {name: lambda pool=pool: random.choice(pool)
                         for name, pool in ITEM_TEXTS.items()})
    _fill(random, item, {name: lambda: random.choice(SIGNED_AMOUNTS)
                         for name in ["Cost", "ListPrice", "SellingPrice"]})
    _fill(random, item, {
        "ProductId": lambda: product,
        "Index": lambda: random.choice([-3, 0, 1, 2, 7]),
        "Quantity": lambda: random.choice([0, 1, 1, 2, 3, 10, 1000]),
        "SupplierEntityId": lambda: random.choice([0, 1, 3, 8, -3]),
        "SerialNumbers": lambda: random.sample(CODES + ["SN'1", "sn_1", "é"], random.randrange(4)),
        "TrackingInformation": lambda: [
            {"Quantity": random.choice([1, 2, 10]), "TrackingNumber": random.choice(TEXTS[2:])}
            for _ in range(random.randrange(3))
        ],
    })
    return item


def _fill(random, body, makers):
    """Sets some members, leaves some away, and sends some as null."""
    for name, make in makers.items():
        dice = random.random()
        if dice < 0.75:
            body[name] = make()
        elif dice < 0.85:
            body[name] = None


# What the server answers, for tests of the generator without a server.

def as_answer(random, plan, number):
    """About what a server would answer to the plan's order."""
    body = plan["body"]
    made = datetime(2026, 11, 21, 22, 58, tzinfo=timezone.utc) + timedelta(
        milliseconds=number * 7_654_321)
    hours = body.get("OrderExpiryHours") or 72
    answer = {"Id": _guid(number, 0)}
    for name in [*ORDER_TEXTS, "TenderId", "BillingAddressId", "BillingCustomerId",
                 "ShippingAddressId", "ShippingCustomerId"]:
        answer[name] = body.get(name)
    for name in ["EmployeeId", "ShippingEntityId", "DiscountAmount"]:
        answer[name] = body.get(name) or 0
    answer |= {
        "EntityId": body["EntityId"],
        "OrderExpiryHours": hours,
        "OrderTypeId": body["OrderTypeId"],
        "OrderType": ORDER_TYPES[body["OrderTypeId"]],
        "State": random.choice(STATES),
        "PrintableId": f"{number:04}-1234-987",
        "CreatedDateUtc": _time(made),
        "ModifiedDateUtc": _time(made + timedelta(milliseconds=random.randrange(3))),
        "OrderExpiryDate": _time(made + timedelta(hours=hours)),
        "Version": random.randint(1, 3),
        "Items": [
            _item_answer(item, number, index) for index, item in enumerate(body["Items"], 1)
        ],
    }
    return answer


def _item_answer(item, number, index):
    answer = {"Id": _guid(number, index), "OrderId": _guid(number, 0)}
    for name in [*ITEM_TEXTS, "ProductId"]:
        answer[name] = item.get(name)
    for name in ["Cost", "ListPrice", "SellingPrice", "Index", "Quantity", "SupplierEntityId"]:
        answer[name] = item.get(name) or 0
    for name in ["SerialNumbers", "TrackingInformation"]:
        answer[name] = item.get(name) or []
    kind, status = item["ItemTypeId"], item["ItemStatusId"]
    return answer | {
        "ItemTypeId": str(kind), "ItemType": ITEM_TYPES[kind],
        "ItemStatusId": status, "ItemStatus": ITEM_STATUSES[kind][status],
    }


def _guid(number, index):
    return f"01a1fe70-{number:04x}-7829-a20a-d7783692b{index:03x}"


def _time(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03}Z"
