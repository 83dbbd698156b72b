"""What all clients of one account know of it: what they have asked for, and been told."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf

from client import Answer, Request
from ledger import Price, Replay, Statement, pence

# The balance may be below zero; its sign is U+2212 then, before the pound.
BALANCE_TEXT = re.compile(
    "Your prepay balance of (\u2212?)£([0-9.]+) is below the price of £([0-9.]+)")
# What answers show of the accounts: Balance and Held.
Shown = tuple[int, int | None]


@dataclass(eq=False)
class ParcelOrder:
    """An order, line by line."""

    number: str
    prices: tuple[Price, ...]
    # What the statement calls it.
    guid: str = ""
    # The answer to who paid it: all who pay it get this one.
    links: bytes | None = None

    @property
    def price(self) -> int:
        """What all of it costs."""
        return sum(price.net + price.vat for price in self.prices)


@dataclass(eq=False)
class Call:
    """A wish to move money, as one client has it: sent again and again until it is answered.

    `kind` is that of the transfers; `id` is that of the top-up or the hold.
    """

    kind: str
    id: str = ""
    amount: int = 0
    # Which is to be paid or given back; of a hold, for which it is meant.
    order: ParcelOrder | None = None
    line: int | None = None
    # When it was sent for the first time, and for the last one.
    first_sent: float = inf
    sent: float = inf
    answered: float = inf
    status: int = 0
    shown: Shown | None = None
    # Of the order, with its refusal or with its refund.
    refunded: int | None = None
    refused_price: int | None = None
    # Whether the client left while the server may have gone on with it.
    is_abandoned: bool = False

    def __str__(self) -> str:
        words = [self.kind, self.id]
        if self.order and self.kind != "Hold":
            words.append(f"order {self.order.number} ({self.order.price}p), line {self.line}")
        if self.amount:
            words.append(f"{self.amount}p")
        words.append(f"answered {self.status}")
        if self.shown:
            words.append(f"with a balance of {self.shown[0]}p")
        return " ".join(word for word in words if word)

    def request(self) -> Request:
        """The request for it."""
        number = self.order.number if self.order else ""
        match self.kind:
            case "Payment":
                return Request("POST", f"/api/orders/{number}/paywithprepay")
            case "Refund":
                body = None if self.line is None else {"OrderLineId": f"{number}{self.line:03}"}
                return Request("POST", f"/api/orders/{number}/refund", body)
            case "TopUp" | "Hold":
                path = "topups" if self.kind == "TopUp" else "holds"
                amount = f"{self.amount // 100}.{self.amount % 100:02}"
                return Request("POST", f"/api/prepay/{path}", {"Id": self.id, "Amount": amount})
            case "Void":
                return Request("POST", f"/api/prepay/holds/{self.id}/void")
            case _:
                return Request("POST", f"/api/prepay/holds/{self.id}/capture", {"OrderId": number})

    def note(self, answer: Answer) -> list[str]:
        """Notes what an answer says.

        Returns what is wrong with it by itself.
        """
        self.status = answer.status
        if answer.status == 400:
            return self.note_refusal(answer)
        if answer.status != 200:
            return []
        if self.kind in ("Payment", "Capture"):
            assert self.order is not None, "it is an order that is paid"
            self.order.links = self.order.links or answer.body
            if answer.body != self.order.links:
                return [f"{self} is answered by {answer.body!r}, and was by {self.order.links!r}"]
            return []
        found = answer.json
        if self.kind == "Refund":
            self.refunded = pence(found["TotalRefunded"])
        else:
            self.shown = pence(found["Balance"]), pence(found["Held"])
        return []

    def note_refusal(self, answer: Answer) -> list[str]:
        """Notes that there is too little money, which is the only 400 that there may be."""
        text = BALANCE_TEXT.fullmatch(str(answer.json.get("Message")))
        if text is None or self.kind not in ("Payment", "Hold"):
            return [f"{self}: {answer.body!r}"]
        balance, price = (pence(Decimal(amount)) for amount in text.groups()[1:])
        self.shown = (-balance if text[1] else balance), None
        self.refused_price = price
        return []


@dataclass(eq=False)
class Reading:
    """What one read has found: the balance, or a page of the statement."""

    sent: float
    answered: float = inf
    balance: int = 0
    statement: Statement | None = None
    # Behind which transfer the page ends; None where there may be more.
    end: int | None = None


@dataclass
class Account:
    """A company with all that its clients have asked for and been told."""

    company: int
    limit: int
    orders: list[ParcelOrder] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    replay: Replay = field(init=False)

    def __post_init__(self) -> None:
        self.replay = Replay(self.limit)
