"""Compares all that the clients of an account know with its statement.

Many clients move the money of an account at once, so what a read may find is not one state: it is
one after all transfers of which somebody knew before it was sent, and before all that were asked
for after it was answered. What is refused must have to be refused in one of these states.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from math import inf
from typing import Any

from account import Account, Call, ParcelOrder, Reading, Shown
from ledger import HELD, PREPAY, Balances, OrderMoney, ended, order_money


def account_faults(account: Account) -> list[str]:
    """What is wrong with an account when all calls are answered, its whole statement was read, and
    the GUIDs of its orders too."""
    lost = [order.number for order in account.orders if not order.guid]
    if lost:
        return [f"company {account.company}: acknowledged orders are lost: {lost}"]
    prices = {order.guid: order.prices for order in account.orders}
    money, faults = order_money(account.replay.transfers, prices)
    if not faults:
        faults = Audit(account, money).faults()
    return [f"company {account.company}: {fault}" for fault in faults]


class Audit:
    """Compares what the clients of an account know with what was moved."""

    def __init__(self, account: Account, money: dict[str, OrderMoney]):
        self.account = account
        self.replay = account.replay
        self.orders = {order.guid: order for order in account.orders}
        self.money = {
            order: money.get(guid, OrderMoney()) for guid, order in self.orders.items()}
        # The holds by the ids of what ends them.
        self.holds = {
            ended(call.id): call.id
            for call in account.calls if call.kind in ("Hold", "Void", "Capture")}
        self.calls_by_effect: dict[Any, list[Call]] = defaultdict(list)
        for call in account.calls:
            for effect in effects(call):
                self.calls_by_effect[effect].append(call)
        self.asked = self.calls_of_transfers()
        # Up to where somebody knew of the transfers, instant by instant.
        done = sorted(
            (call.answered, self.effect(call) or 0)
            for call in account.calls if call.status == 200)
        self.known_at = [instant for instant, _ in done]
        self.known = list(accumulate((sequence for _, sequence in done), max))
        # When the last of the transfers up to each one had been asked for.
        self.asked_at = list(accumulate(
            (min((call.first_sent for call in calls), default=inf) for calls in self.asked), max))

    def faults(self) -> list[str]:
        """All that is wrong."""
        faults = self.stranger_faults()
        for call in self.account.calls:
            faults += self.call_faults(call)
        for reading in self.account.readings:
            faults += self.reading_faults(reading)
        return faults

    # What was moved

    def calls_of_transfers(self) -> list[list[Call]]:
        """For each transfer, the calls that asked for it."""
        asked = []
        for transfer in self.replay.transfers:
            order = self.orders.get(transfer.order or "")
            effect: Any = transfer.kind, transfer.id, transfer.amount
            match transfer.kind:
                case "Payment":
                    effect = "Payment", order
                case "Refund":
                    effect = "Refund", order, transfer.line
                case "Void":
                    effect = "Void", self.holds.get(transfer.id)
                case "Capture":
                    money = self.money[order] if order else OrderMoney()
                    effect = "Capture", self.holds.get(money.id), order
            asked.append(self.calls_by_effect.get(effect, []))
        return asked

    def stranger_faults(self) -> list[str]:
        """Transfers for which nobody has asked, or that were refused; and those of a hold whose
        amount is not the hold's."""
        faults = []
        for transfer, calls in zip(self.replay.transfers, self.asked):
            if not calls:
                faults.append(f"nobody has asked for {transfer}")
            elif not any(call.status == 200 or call.is_abandoned for call in calls):
                faults.append(f"{transfer} was made, and refused: {', '.join(map(str, calls))}")
            elif transfer.kind == "Void":
                hold = self.moved("Hold", self.holds.get(transfer.id, ""))
                amount = self.replay.transfers[hold - 1].amount if hold else None
                if hold is None or hold > transfer.sequence or amount != transfer.amount:
                    faults.append(f"{transfer} gives back a hold of {amount} at Sequence {hold}")
        return faults

    def moved(self, kind: str, id: str) -> int | None:
        """Where the transfer of that kind and id is; None where there is none."""
        sequence = self.replay.sequences.get(id)
        if sequence is None or self.replay.transfers[sequence - 1].kind != kind:
            return None
        return sequence

    def paid(self, order: ParcelOrder | None) -> float:
        """Behind which transfer an order is paid."""
        return self.money[order].paid[0] if order and self.money[order].paid else inf

    def effect(self, call: Call) -> int | None:
        """Behind which transfer all that a call asks for is done; None where it is not."""
        match call.kind:
            case "Payment" | "Capture":
                paid = self.paid(call.order)
                return None if paid == inf else int(paid)
            case "Refund":
                assert call.order is not None, "it is an order that is given back"
                refunded = self.money[call.order].refunded
                found = [refunded.get(line) for line in lines(call)]
                return None if None in found else max(places[0] for places in found if places)
            case "Void":
                return self.moved("Void", ended(call.id))
            case kind:
                sequence = self.moved(kind, call.id)
                if sequence and self.replay.transfers[sequence - 1].amount == call.amount:
                    return sequence
                return None

    # What was answered

    def window(self, sent: float, answered: float, earliest: int = 0) -> Iterator[int]:
        """After which transfers the accounts may have been seen between two instants."""
        first = bisect_right(self.known_at, sent)
        low = max(self.known[first - 1] if first else 0, earliest)
        high = bisect_right(self.asked_at, answered)
        return (k for k in range(low, high + 1) if self.replay.is_boundary(k))

    def call_faults(self, call: Call) -> list[str]:
        """What is wrong with the answer to a call."""
        if call.status != 200:
            states = list(self.window(call.sent, call.answered))
            if any(self.is_refused(call, k) for k in states):
                return []
            balances = sorted({self.replay.states[k][PREPAY] for k in states})
            return [f"{call}: it must not be refused so; the balance was one of {balances}"]
        effect = self.effect(call)
        if effect is None:
            return [f"{call}: it was acknowledged, and is not done"]
        states = self.window(call.sent, call.answered, effect)
        if any(self.is_shown(call, k) for k in states):
            return []
        return [f"{call}: done with Sequence {effect}, and the accounts were not like that when it "
                "was answered"]

    def is_refused(self, call: Call, k: int) -> bool:
        """Whether a call must be refused as it was, after so many transfers."""
        hold = self.moved("Hold", call.id) or inf
        match call.kind, call.status:
            case "Payment", 400:
                assert call.order is not None, "it is an order that is paid"
                return self.paid(call.order) > k and self.is_too_low(call, call.order.price, k)
            case "Hold", 400:
                return hold > k and self.is_too_low(call, call.amount, k)
            case ("TopUp" | "Hold"), 409:
                sequence = self.moved(call.kind, call.id) or inf
                return sequence <= k and self.effect(call) is None
            case "Refund", 409:
                return self.paid(call.order) > k
            case ("Void" | "Capture"), 404:
                return hold > k
            case "Void", 409:
                sequence = self.moved("Capture", ended(call.id)) or inf
                return sequence <= k
            case "Capture", 409:
                return self.paid(call.order) > k >= hold and self.is_unfit(call, int(hold), k)
            case _:
                return False

    def is_too_low(self, call: Call, price: int, k: int) -> bool:
        """Whether there is too little money for a price, as the refusal says."""
        balance = self.replay.states[k][PREPAY]
        return (balance - price < self.account.limit
                and call.shown == (balance, None) and call.refused_price == price)

    def is_unfit(self, call: Call, hold: int, k: int) -> bool:
        """Whether a hold is not the price of the order, or has ended."""
        assert call.order is not None, "it is an order that is paid"
        end = self.replay.sequences.get(ended(call.id), inf)
        return end <= k or self.replay.transfers[hold - 1].amount != call.order.price

    def is_shown(self, call: Call, k: int) -> bool:
        """Whether what an answer shows is so after so many transfers."""
        if call.order is not None and call.refunded is not None:
            refunded = self.money[call.order].refunded
            return call.refunded == sum(
                sum(price) for line, price in enumerate(call.order.prices, 1)
                if refunded.get(line, [inf])[0] <= k)
        return call.shown is None or call.shown == shown(self.replay.states[k])

    def reading_faults(self, reading: Reading) -> list[str]:
        """What is wrong with what a read has found."""
        states = self.replay.states
        possible = list(self.window(reading.sent, reading.answered))
        about = f"between Sequences {possible[:1]} and {possible[-1:]}"
        statement = reading.statement
        if statement is None:
            if any(states[k][PREPAY] == reading.balance for k in possible):
                return []
            return [f"a balance of {reading.balance} was read, and there was none {about}"]
        faults = [
            f"a statement had {transfer}, which is not in it any more"
            for transfer in statement.transfers
            if [transfer] != self.replay.transfers[transfer.sequence - 1:transfer.sequence]
        ]
        found = [k for k in possible if states[k] == statement.balances]
        if not found:
            faults.append(f"a statement had {statement.balances}: there was no such {about}")
        elif reading.end is not None and reading.end not in found:
            faults.append(f"a statement ended with Sequence {reading.end}, and its accounts were "
                          f"those after Sequence {found}")
        return faults


def lines(call: Call) -> range:
    """The lines that a refund is of."""
    assert call.order is not None, "it is an order that is given back"
    if call.line is not None:
        return range(call.line, call.line + 1)
    return range(1, len(call.order.prices) + 1)


def effects(call: Call) -> list[Any]:
    """What a call asks for, in the words of `Audit.calls_of_transfers`."""
    match call.kind:
        case "Payment":
            return [("Payment", call.order)]
        case "Refund":
            return [("Refund", call.order, line) for line in lines(call)]
        case "Void":
            return [("Void", call.id)]
        case "Capture":
            return [("Capture", call.id, call.order)]
        case kind:
            return [(kind, call.id, call.amount)]


def shown(balances: Balances) -> Shown:
    """What answers show of the accounts."""
    return balances[PREPAY], balances[HELD]
