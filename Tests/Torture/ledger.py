"""A company's money as its statement tells of it: transfers, and the accounts that they lead to.

Amounts are whole pence. Everything here is a pure function of what a server has answered;
test_ledger.py has statements in which something is wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

ACCOUNTS = ("Prepay", "Held", "Revenue", "Vat", "Refunds", "Gateway", "Bank")
PREPAY, HELD = 0, 1
Balances = tuple[int, ...]
# The transfers that come in twos: the net amount and the VAT.
PAIRED = ("Payment", "Capture", "Refund")


class Transfer(NamedTuple):
    """Money on its way from one account to another."""

    sequence: int
    id: str
    kind: str
    debit: str
    credit: str
    amount: int
    order: str | None = None
    line: int | None = None
    hash: str = ""


class Price(NamedTuple):
    """What a line of an order costs."""

    net: int
    vat: int


@dataclass(frozen=True)
class Statement:
    """One page of a statement: the accounts, and some transfers."""

    balance: int
    limit: int
    balances: Balances
    transfers: tuple[Transfer, ...]

    @staticmethod
    def parse(document: dict[str, Any]) -> "Statement":
        """A page out of an answer."""
        accounts = document["Accounts"]
        if set(accounts) != set(ACCOUNTS):
            raise ValueError(f"the accounts are {sorted(accounts)}")
        return Statement(
            pence(document["Balance"]), pence(document["Limit"]),
            tuple(pence(accounts[name]) for name in ACCOUNTS),
            tuple(
                Transfer(
                    found["Sequence"], found["Id"], found["Type"], found["Debit"],
                    found["Credit"], pence(found["Amount"]), found["Order"], found["Line"],
                    found["Hash"])
                for found in document["Transfers"]))


def pence(amount: Any) -> int:
    """An exact amount of pounds, in pence.

    Raises ValueError where it has parts of a penny.
    """
    found = amount * 100
    if found != int(found):
        raise ValueError(f"£{amount} is not in whole pence")
    return int(found)


def statement_faults(statement: Statement) -> list[str]:
    """What is wrong with a page of a statement by itself."""
    faults = []
    named = dict(zip(ACCOUNTS, statement.balances))
    if sum(statement.balances) != 0:
        faults.append(f"the sum over the accounts is {sum(statement.balances)}: {named}")
    if statement.balance != statement.balances[PREPAY]:
        faults.append(f"Balance is {statement.balance}, and the accounts are {named}")
    return faults + limit_faults(statement.balances, statement.limit)


def limit_faults(balances: Balances, limit: int) -> list[str]:
    """Which accounts are below their limits."""
    faults = []
    if balances[PREPAY] < limit:
        faults.append(f"Prepay is {balances[PREPAY]}, below its limit of {limit}")
    if balances[HELD] < 0:
        faults.append(f"Held is {balances[HELD]}")
    return faults


@dataclass
class Replay:
    """All transfers of a statement, from the first one on, and the accounts after each."""

    limit: int
    transfers: list[Transfer] = field(default_factory=list)
    # The accounts after so many transfers.
    states: list[Balances] = field(default_factory=lambda: [(0,) * len(ACCOUNTS)])
    # Where each transfer is, by its id.
    sequences: dict[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The Sequence of the last transfer."""
        return len(self.transfers)

    def take(self, transfers: Iterable[Transfer]) -> list[str]:
        """Appends transfers; those that are known must be as they were.

        Returns what is wrong.
        """
        faults = []
        for transfer in transfers:
            if 1 <= transfer.sequence <= self.last:
                if self.transfers[transfer.sequence - 1] != transfer:
                    known = self.transfers[transfer.sequence - 1]
                    faults.append(f"{transfer} was {known} before")
            else:
                faults += self.append(transfer)
        return faults

    def append(self, transfer: Transfer) -> list[str]:
        """Appends the next transfer.

        Returns what is wrong.
        """
        faults = []
        if transfer.sequence != self.last + 1:
            faults.append(f"{transfer} comes after Sequence {self.last}")
        if transfer.id in self.sequences:
            faults.append(f"{transfer} has the id of Sequence {self.sequences[transfer.id]}")
        if transfer.amount <= 0 or transfer.debit == transfer.credit:
            faults.append(f"{transfer} moves nothing")
        if not {transfer.debit, transfer.credit} <= set(ACCOUNTS):
            return [*faults, f"{transfer} is between accounts that there are not"]
        balances = list(self.states[-1])
        balances[ACCOUNTS.index(transfer.debit)] -= transfer.amount
        balances[ACCOUNTS.index(transfer.credit)] += transfer.amount
        self.transfers.append(transfer)
        self.states.append(tuple(balances))
        self.sequences.setdefault(transfer.id, self.last)
        wrong = limit_faults(self.states[-1], self.limit)
        return faults + [f"after {transfer}: {fault}" for fault in wrong]

    def end_faults(self, balances: Balances) -> list[str]:
        """What is wrong with the accounts after all transfers."""
        if self.states[-1] == balances:
            return []
        return [f"{self.last} transfers come to {dict(zip(ACCOUNTS, self.states[-1]))}, and the "
                f"accounts are {dict(zip(ACCOUNTS, balances))}"]

    def is_boundary(self, sequence: int) -> bool:
        """Whether somebody may see the accounts after so many transfers: what is made together is
        seen together."""
        return not 0 < sequence < self.last or not is_pair(
            self.transfers[sequence - 1], self.transfers[sequence])


def is_pair(first: Transfer, second: Transfer) -> bool:
    """Whether these are the net amount and the VAT of one thing."""
    return first.kind in PAIRED and first.kind == second.kind and differ(first.id, second.id, 1)


def differ(first: str, second: str, bits: int) -> bool:
    """Whether two GUIDs are the same but for some of the last four bits."""
    return first[:-1] == second[:-1] and int(first[-1], 16) ^ int(second[-1], 16) == bits


def ended(hold: str) -> str:
    """The id of the transfer that ends a hold."""
    digest = bytearray(sha256(f"docket hold ended {hold.lower()}".encode()).digest()[:16])
    # RFC 9562, section 5.8.
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


@dataclass
class OrderMoney:
    """What has been moved for one order: the Sequences behind which it was done."""

    paid: list[int] = field(default_factory=list)
    refunded: dict[int, list[int]] = field(default_factory=dict)
    # Of the transfers that paid it: the first one's id and kind.
    id: str = ""
    kind: str = ""


def order_money(
    transfers: list[Transfer], prices: dict[str, tuple[Price, ...]]
) -> tuple[dict[str, OrderMoney], list[str]]:
    """What was moved for each order, and what is wrong with it: it is charged at most once, and
    just its price; each line is given back at most once, after that, and just what it costs.

    `prices` are those of the orders that there are, line by line, by the GUIDs of the orders.
    """
    money: dict[str, OrderMoney] = {}
    faults = []
    place = 0
    while place < len(transfers):
        first = transfers[place]
        place += 1
        if first.kind not in PAIRED:
            if first.order is not None or first.line is not None:
                faults.append(f"{first} is about an order")
            continue
        if first.order not in prices:
            faults.append(f"{first} is about an order that there is not")
            continue
        second = transfers[place] if place < len(transfers) else None
        if second is None or not is_pair(first, second):
            faults.append(f"{first} is half of something: after it comes {second}")
            continue
        place += 1
        order = money.setdefault(first.order, OrderMoney())
        faults += pair_faults(first, second, prices[first.order], order)
        if first.kind == "Refund":
            order.refunded.setdefault(first.line or 0, []).append(place)
        else:
            order.paid.append(place)
            order.id, order.kind = first.id, first.kind
    for guid, order in money.items():
        times = [len(order.paid), *(len(found) for found in order.refunded.values())]
        if max(times) > 1:
            faults.append(f"order {guid}: paid after {order.paid}, refunded after {order.refunded}")
    return money, faults


def pair_faults(
    first: Transfer, second: Transfer, prices: tuple[Price, ...], order: OrderMoney
) -> list[str]:
    """What is wrong with the two transfers of a payment or a refund; `order` is what was before."""
    line = first.line if first.kind == "Refund" else None
    if first.kind == "Refund":
        if not order.paid:
            return [f"{first} is of an order that is not paid"]
        if line is None or not 1 <= line <= len(prices):
            return [f"{first} is of a line that there is not"]
        price = prices[line - 1]
        ways = [("Refunds", "Prepay"), ("Vat", "Prepay")]
    else:
        price = Price(sum(line.net for line in prices), sum(line.vat for line in prices))
        source = "Held" if first.kind == "Capture" else "Prepay"
        ways = [(source, "Revenue"), (source, "Vat")]
    wanted = [(*way, amount, first.order, line) for way, amount in zip(ways, price)]
    found = [(one.debit, one.credit, one.amount, one.order, one.line) for one in (first, second)]
    return [] if found == wanted else [f"{first.kind} {found} ought to be {wanted}"]
