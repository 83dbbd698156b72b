"""A few questions whose answers go wrong in ways that are well known: conditions on what is not
set, the wildcards of SQL, and amounts in binary floating point.

The answers are worked out here, over the orders as they were sent.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from client import COMPANY, Connection, Request
from harness import Context, Figures, Harness, demand
from orders import LOCATION
from server import Server

# Null, what SQL takes for a pattern, what differs in case only.
TEXTS = [None, "", "a", "A", "ab", "a%b", "a_b", "axb", "100%", "100", "\\", "a\\b", "'", "é"]
# Each has a binary fraction nearby that is not it, or loses digits in 53 bits.
AMOUNTS = ["0", "0.1", "0.2", "0.3", "1.1", "2.2", "5.99", "0.0001", "9007199254740.9931",
           "72057594037927.9369", "99999999999999.9999"]
Row = dict[str, Any]


def run(context: Context) -> Figures:
    """Makes the orders and asks."""
    rows: list[Row] = []
    with Server(context.binary, context.database(), plant=context.plant) as server:
        with Connection(server.port) as connection:
            for number in range(max(len(TEXTS), len(AMOUNTS))):
                rows.append(make_order(connection, number))
            questions = text_questions() + amount_questions()
            for filter_text, holds in questions:
                demand(filter_faults(connection, rows, filter_text, holds))
            for row in rows:
                demand(amount_faults(connection, row))
    return {"filters": len(questions), "amounts": len(AMOUNTS), "wrong": 0}


def make_order(connection: Connection, number: int) -> Row:
    """An order with a text and an amount of the lists."""
    text = TEXTS[number % len(TEXTS)]
    amount = AMOUNTS[number % len(AMOUNTS)]
    shipping = LOCATION if number % 3 == 0 else None
    body = {
        "Name": str(number), "OrderTypeId": 1, "EntityId": LOCATION, "TenderId": text,
        "DiscountAmount": amount, "ShippingEntityId": shipping,
        "Items": [{"ItemTypeId": 1, "ItemStatusId": 1, "Quantity": 1, "SellingPrice": amount}],
    }
    answer = connection.send(Request("POST", f"{COMPANY}/OrderFull", body))
    if answer.status != 201:
        demand([f"{body}: {answer.status} {answer.body!r}"])
    return {"id": answer.json["Id"], "name": str(number), "text": text, "shipping": shipping,
            "amount": Decimal(amount)}


Question = tuple[str, Callable[[Row], bool]]


def text_questions() -> list[Question]:
    """Conditions on texts and on what is not set."""
    questions: list[Question] = [
        ("TenderId eq null", lambda row: row["text"] is None),
        ("TenderId ne null", lambda row: row["text"] is not None),
        (f"ShippingEntityId ne {LOCATION}", lambda row: row["shipping"] != LOCATION),
        (f"ShippingEntityId eq {LOCATION}", lambda row: row["shipping"] == LOCATION),
        (f"not (ShippingEntityId eq {LOCATION})", lambda row: row["shipping"] != LOCATION),
    ]
    for text in ("a", "%", "_", "\\", "'", "a_b", "a%b", "100%"):
        literal = "'" + text.replace("'", "''") + "'"
        questions += [
            (f"TenderId eq {literal}", lambda row, text=text: row["text"] == text),
            (f"TenderId ne {literal}", lambda row, text=text: row["text"] != text),
            (f"contains(TenderId,{literal})", lambda row, text=text: text in (row["text"] or "")),
            (f"startswith(TenderId,{literal})",
             lambda row, text=text: (row["text"] or "").startswith(text)),
            (f"endswith(TenderId,{literal})",
             lambda row, text=text: (row["text"] or "").endswith(text)),
        ]
    return questions


def amount_questions() -> list[Question]:
    """Conditions on amounts."""
    questions: list[Question] = []
    for text in AMOUNTS:
        amount = Decimal(text)
        questions += [
            (f"DiscountAmount eq {text}", lambda row, amount=amount: row["amount"] == amount),
            (f"DiscountAmount gt {text}", lambda row, amount=amount: row["amount"] > amount),
            (f"DiscountAmount add 0.2 eq {amount + Decimal('0.2')}",
             lambda row, amount=amount: row["amount"] == amount),
        ]
    return questions


def filter_faults(
    connection: Connection, rows: list[Row], filter_text: str, holds: Callable[[Row], bool]
) -> list[str]:
    """What is wrong with the orders that a filter finds."""
    answer = connection.get(f"{COMPANY}/Orders?%24filter={quote(filter_text)}")
    if answer.status != 200:
        return [f"{filter_text}: {answer.status} {answer.body!r}"]
    found = sorted(order["Name"] for order in answer.json)
    wanted = sorted(row["name"] for row in rows if holds(row))
    return [] if found == wanted else [f"{filter_text}: found {found}, wanted {wanted}"]


def amount_faults(connection: Connection, row: Row) -> list[str]:
    """What is wrong with the amounts of an order, digit for digit."""
    full = connection.get(f"{COMPANY}/OrderFull({row['id']})").json
    totals = connection.get(f"{COMPANY}/Orders({row['id']})/Totals").json
    found = [full["DiscountAmount"], full["Items"][0]["SellingPrice"], totals["Subtotal"]]
    return [
        f"sent {row['amount']}, and it is {value}"
        for value in found if Decimal(value) != row["amount"]
    ]


HARNESS = Harness(
    "queries", "filters know null, wildcards and exact amounts", run,
)
