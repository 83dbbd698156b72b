"""The audit accepts what many clients at once may see, and finds what they may not."""

import json
import unittest
from typing import Any

from account import Account, Call, ParcelOrder, Reading
from auditor import account_faults
from client import Answer
from ledger import Price, Statement, Transfer, ended

HOLD = "6f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d0c"
PRICES = (Price(199, 40), Price(335, 67))
PRICE = 641


class Scene:
    """An account with one order, on which the clients' instants are those of the transfers: the
    n-th is made between n - 0.5 and n."""

    def __init__(self, limit: int = 0):
        self.account = Account(14147, limit)
        self.order = ParcelOrder("1414700000000000", PRICES, "order")
        self.account.orders.append(self.order)
        self.faults: list[str] = []

    @property
    def last(self) -> int:
        """How many transfers there are, which is what time it is."""
        return self.account.replay.last

    def move(
        self, id: str, kind: str, debit: str, credit: str, amount: int, line: int | None = None
    ) -> None:
        """Makes a transfer, about the order where it is of that kind."""
        order = self.order.guid if kind in ("Payment", "Capture", "Refund") else None
        self.faults += self.account.replay.take([
            Transfer(self.last + 1, id, kind, debit, credit, amount, order, line)])

    def move_pair(self, id: str, kind: str, source: str, price: Price) -> None:
        """Makes the two transfers of a payment."""
        self.move(id, kind, source, "Revenue", price.net)
        self.move(f"{id[:-1]}{int(id[-1], 16) ^ 1:x}", kind, source, "Vat", price.vat)

    def call(self, kind: str, status: int = 200, took: float = 0.5, **members: Any) -> Call:
        """Has a client hear the answer to a call at this instant."""
        members.setdefault("first_sent", self.last - took)
        if kind in ("Payment", "Capture", "Refund"):
            members["order"] = self.order
        call = Call(kind, sent=self.last - took, answered=self.last, status=status, **members)
        self.account.calls.append(call)
        return call

    def top_up(self, amount: int = 1000, **members: Any) -> Call:
        """Pays money in."""
        id = f"{self.last:036x}"
        self.move(id, "TopUp", "Bank", "Prepay", amount)
        return self.call("TopUp", id=id, amount=amount, **members)

    def pay(self, **members: Any) -> Call:
        """Pays the order."""
        self.move_pair("payment-0", "Payment", "Prepay", Price(534, 107))
        return self.call("Payment", took=1.5, **members)

    def hold(self) -> Call:
        """Keeps the price of the order back."""
        self.move(HOLD, "Hold", "Prepay", "Held", PRICE)
        return self.call("Hold", id=HOLD, amount=PRICE)

    def void(self, amount: int = PRICE) -> Call:
        """Gives it back."""
        self.move(ended(HOLD), "Void", "Held", "Prepay", amount)
        return self.call("Void", id=HOLD)

    def capture(self) -> Call:
        """Pays the order by it."""
        self.move_pair(ended(HOLD), "Capture", "Held", Price(534, 107))
        return self.call("Capture", took=1.5, id=HOLD)

    def refund(self, line: int) -> Call:
        """Gives a line back."""
        net, vat = PRICES[line - 1]
        self.move(f"refund-{line}-0", "Refund", "Refunds", "Prepay", net, line)
        self.move(f"refund-{line}-1", "Refund", "Vat", "Prepay", vat, line)
        return self.call("Refund", took=1.5, line=line)

    def too_low(self, kind: str = "Payment", balance: int = 0, **members: Any) -> Call:
        """Is refused for want of money."""
        return self.call(kind, 400, shown=(balance, None), refused_price=PRICE, **members)

    def found(self) -> list[str]:
        """What is wrong."""
        return self.faults + account_faults(self.account)


class Right(unittest.TestCase):
    """What may be is accepted."""

    def test_the_whole_life_of_an_order(self) -> None:
        scene = Scene()
        scene.too_low()
        scene.top_up(shown=(1000, 0))
        scene.pay()
        scene.call("Payment")
        scene.refund(2).refunded = 402
        scene.refund(1).refunded = PRICE
        scene.call("Refund")
        scene.call("Payment")
        self.assertEqual(scene.found(), [])

    def test_a_hold_is_given_back_or_spent_and_then_the_other_is_refused(self) -> None:
        for ending, other in (("void", "Capture"), ("capture", "Void")):
            scene = Scene()
            scene.top_up()
            scene.call("Void", 404, id=HOLD)
            scene.hold()
            getattr(scene, ending)()
            scene.call(other, 409, id=HOLD)
            self.assertEqual(scene.found(), [])

    def test_a_refusal_while_the_money_comes(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.too_low(took=0.9)
        self.assertEqual(scene.found(), [])

    def test_a_request_that_was_left_and_is_done_late(self) -> None:
        scene = Scene()
        scene.too_low(first_sent=-1, is_abandoned=True)
        scene.top_up()
        scene.move_pair("payment-0", "Payment", "Prepay", Price(534, 107))
        self.assertEqual(scene.found(), [])

    def test_below_zero_with_credit(self) -> None:
        scene = Scene(limit=-PRICE)
        scene.pay()
        self.assertEqual(scene.found(), [])


class Wrong(unittest.TestCase):
    """What may not be is found."""

    def assert_found(self, scene: Scene, words: str) -> None:
        """Something is wrong, and the first thing is that."""
        self.assertRegex((scene.found() or ["nothing"])[0], words)

    def test_an_acknowledged_top_up_that_is_lost(self) -> None:
        scene = Scene()
        scene.call("TopUp", id="a", amount=1)
        self.assert_found(scene, "is not done")

    def test_an_acknowledged_payment_that_is_lost(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.call("Payment")
        self.assert_found(scene, "is not done")

    def test_an_acknowledged_order_that_is_lost(self) -> None:
        scene = Scene()
        scene.order.guid = ""
        self.assert_found(scene, "lost")

    def test_one_of_two_lines_that_is_not_given_back(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.pay()
        scene.refund(1)
        scene.call("Refund")
        self.assert_found(scene, "is not done")

    def test_a_payment_that_nobody_has_asked_for(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.pay()
        scene.account.calls.pop()
        self.assert_found(scene, "nobody has asked")

    def test_a_payment_that_was_refused(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.pay().status = 400
        self.assert_found(scene, "made, and refused")

    def test_another_amount_than_was_paid_in(self) -> None:
        scene = Scene()
        scene.top_up().amount = 999
        self.assert_found(scene, "nobody has asked")

    def test_a_hold_that_gives_back_more(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.hold()
        scene.top_up()
        scene.move("x", "Hold", "Prepay", "Held", 1)
        scene.call("Hold", id="x", amount=1)
        scene.void(PRICE + 1)
        self.assert_found(scene, "gives back")

    def test_a_refusal_though_the_money_was_there(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.too_low(took=0)
        self.assert_found(scene, "must not be refused")

    def test_a_refusal_though_the_money_was_just_enough(self) -> None:
        for kind in ("Payment", "Hold"):
            scene = Scene()
            scene.top_up(PRICE)
            scene.too_low(kind, balance=PRICE, took=0, amount=PRICE)
            self.assert_found(scene, "must not be refused")

    def test_a_hold_that_was_refused_though_it_was_there(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.hold()
        scene.too_low("Hold", balance=359, took=0, id=HOLD, amount=PRICE)
        self.assert_found(scene, "must not be refused")

    def test_a_refusal_though_the_order_was_paid(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.pay()
        scene.too_low(balance=359, took=0)
        self.assert_found(scene, "must not be refused")

    def test_a_refusal_with_a_balance_that_never_was(self) -> None:
        scene = Scene()
        scene.top_up(PRICE - 1)
        scene.too_low(balance=PRICE - 535, took=0)
        self.assert_found(scene, "one of .640.")

    def test_refusals_that_nothing_allows(self) -> None:
        for kind, status, members in (
            ("Payment", 409, {}), ("Payment", 404, {}), ("Refund", 409, {}), ("Refund", 400, {}),
            ("TopUp", 409, {"id": f"{0:036x}", "amount": 2000}), ("Void", 409, {"id": HOLD}),
            ("Void", 404, {"id": HOLD}), ("Capture", 409, {"id": HOLD}),
            ("Capture", 404, {"id": HOLD}), ("Hold", 409, {"id": HOLD, "amount": PRICE}),
        ):
            scene = Scene()
            scene.top_up(2000)
            scene.hold()
            if kind == "Refund":
                scene.pay()
            scene.call(kind, status, took=0, **members)
            with self.subTest(kind=kind, status=status):
                self.assert_found(scene, "must not be refused")

    def test_an_answer_before_what_was_done_before_was_asked_for(self) -> None:
        scene = Scene()
        scene.top_up()
        early = scene.top_up()
        early.first_sent, early.sent, early.answered = 0.1, 0.1, 0.2
        self.assert_found(scene, "were not like that")

    def test_an_answer_with_a_balance_that_never_was(self) -> None:
        scene = Scene()
        scene.top_up(shown=(1001, 0))
        self.assert_found(scene, "were not like that")

    def test_a_sum_of_refunds_that_never_was(self) -> None:
        scene = Scene()
        scene.top_up()
        scene.pay()
        scene.refund(1).refunded = PRICE
        self.assert_found(scene, "were not like that")


class Reads(unittest.TestCase):
    """What reads find is the account as it was between two instants."""

    def setUp(self) -> None:
        self.scene = Scene()
        self.scene.top_up()
        self.scene.top_up()
        self.scene.pay()
        self.states = self.scene.account.replay.states

    def faults(self, balance: int, sent: float, answered: float) -> list[str]:
        """What is wrong with a balance."""
        self.scene.account.readings = [Reading(sent, answered, balance)]
        return self.scene.found()

    def page(self, accounts: int, end: int | None, first: int = 1) -> list[str]:
        """What is wrong with a statement of these accounts and up to that transfer, long after."""
        transfers = tuple(self.scene.account.replay.transfers[first - 1:end])
        statement = Statement(
            self.states[accounts][0], 0, self.states[accounts], transfers)
        self.scene.account.readings = [Reading(1, 9, 0, statement, end)]
        return self.scene.found()

    def test_a_balance_of_the_time(self) -> None:
        self.assertEqual(self.faults(1000, 1, 1.2), [])
        self.assertEqual(self.faults(1000, 1, 9), [])
        self.assertEqual(self.faults(2000, 1, 9), [])

    def test_a_balance_of_before(self) -> None:
        self.assertTrue(self.faults(0, 1, 9))
        self.assertTrue(self.faults(1000, 2, 9))

    def test_a_balance_of_afterwards(self) -> None:
        self.assertTrue(self.faults(2000, 1, 1.2))

    def test_a_balance_within_a_payment(self) -> None:
        self.assertTrue(self.faults(2000 - 534, 2, 9))

    def test_a_statement_of_one_instant(self) -> None:
        self.assertEqual(self.page(accounts=2, end=2), [])
        self.assertEqual(self.page(accounts=4, end=4, first=3), [])
        self.assertEqual(self.page(accounts=2, end=None), [])

    def test_a_statement_of_two_instants(self) -> None:
        self.assertTrue(self.page(accounts=1, end=2))

    def test_a_statement_with_a_transfer_that_is_gone(self) -> None:
        gone = self.scene.account.replay.transfers[0]._replace(id="other")
        statement = Statement(2000, 0, self.states[2], (gone,))
        self.scene.account.readings = [Reading(1, 9, 0, statement)]
        self.assertTrue(self.scene.found())


class Answers(unittest.TestCase):
    """What is noted of an answer."""

    def noted(self, call: Call, status: int, body: Any) -> list[str]:
        """What is wrong with an answer by itself."""
        return call.note(Answer(status, {}, json.dumps(body).encode()))

    def test_who_pays_again_gets_the_same_links(self) -> None:
        order = ParcelOrder("1", PRICES)
        self.assertEqual(self.noted(Call("Payment", order=order), 200, {"Links": [1]}), [])
        self.assertEqual(self.noted(Call("Capture", order=order), 200, {"Links": [1]}), [])
        self.assertTrue(self.noted(Call("Payment", order=order), 200, {"Links": [2]}))

    def test_a_refusal_says_how_much_there_is(self) -> None:
        call = Call("Hold", amount=PRICE)
        text = "Your prepay balance of \u2212£5.90 is below the price of £6.41"
        self.assertEqual(self.noted(call, 400, {"Message": text}), [])
        self.assertEqual((call.shown, call.refused_price), ((-590, None), PRICE))

    def test_any_other_refusal_is_found(self) -> None:
        self.assertTrue(self.noted(Call("Hold"), 400, {"Message": "The request is invalid."}))
        text = "Your prepay balance of £5.99 is below the price of £6.41"
        self.assertTrue(self.noted(Call("TopUp"), 400, {"Message": text}))

    def test_a_balance_is_noted(self) -> None:
        call = Call("TopUp")
        self.assertEqual(self.noted(call, 200, {"Balance": 2, "Held": 1}), [])
        self.assertEqual(call.shown, (200, 100))


if __name__ == "__main__":
    unittest.main()
