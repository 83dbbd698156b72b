"""The checkers of money accept what may be, and find what may not."""

import unittest
from decimal import Decimal

from ledger import (
    Price, Replay, Statement, Transfer, ended, is_pair, order_money, pence, statement_faults,
)

GUID = "01a204b9-809d-786a-97ef-0000000000{:02x}"
PRICES = {"order": (Price(199, 40), Price(335, 67))}
PAID = [
    Transfer(2, GUID.format(8), "Payment", "Prepay", "Revenue", 534, "order"),
    Transfer(3, GUID.format(9), "Payment", "Prepay", "Vat", 107, "order"),
]
TOP_UP = Transfer(1, GUID.format(4), "TopUp", "Bank", "Prepay", 1000)


def refund(sequence: int, line: int, price: Price) -> list[Transfer]:
    """The transfers that give a line back."""
    return [
        Transfer(sequence, GUID.format(16 * line + 32), "Refund", "Refunds", "Prepay", price.net,
                 "order", line),
        Transfer(sequence + 1, GUID.format(16 * line + 33), "Refund", "Vat", "Prepay", price.vat,
                 "order", line),
    ]


BOTH = [*refund(4, 1, Price(199, 40)), *refund(6, 2, Price(335, 67))]


def replay_faults(*transfers: Transfer, limit: int = 0) -> list[str]:
    """What is wrong with transfers one after the other."""
    return Replay(limit).take(transfers)


def money_faults(*transfers: Transfer) -> list[str]:
    """What is wrong with what they did for the order, their Sequences aside."""
    return order_money([TOP_UP, *transfers], PRICES)[1]


class Statements(unittest.TestCase):
    """One page of a statement."""

    DOCUMENT = {
        "Balance": Decimal("3.59"), "Limit": -5,
        "Accounts": {"Prepay": Decimal("3.59"), "Held": 0, "Revenue": Decimal("5.34"),
                     "Vat": Decimal("1.07"), "Refunds": 0, "Gateway": 0, "Bank": -10},
        "Transfers": [{
            "Sequence": 1, "Id": "a", "Type": "TopUp", "Debit": "Bank", "Credit": "Prepay",
            "Amount": 10, "Order": None, "Line": None, "Reference": "", "At": "",
            "Actor": "", "Hash": "b",
        }],
    }

    def changed(self, **accounts: int) -> Statement:
        """The statement with other accounts."""
        found = {**self.DOCUMENT["Accounts"], **accounts}
        balance = accounts.get("Prepay", self.DOCUMENT["Balance"])
        return Statement.parse({**self.DOCUMENT, "Accounts": found, "Balance": balance})

    def test_a_statement_is_read_in_pence(self) -> None:
        found = Statement.parse(self.DOCUMENT)
        self.assertEqual((found.balance, found.limit), (359, -500))
        self.assertEqual(found.balances, (359, 0, 534, 107, 0, 0, -1000))
        self.assertEqual(
            found.transfers,
            (Transfer(1, "a", "TopUp", "Bank", "Prepay", 1000, None, None, "b"),))
        self.assertEqual(statement_faults(found), [])

    def test_parts_of_a_penny_are_found(self) -> None:
        with self.assertRaises(ValueError):
            pence(Decimal("0.001"))

    def test_an_account_that_nobody_knows_is_found(self) -> None:
        with self.assertRaises(ValueError):
            self.changed(Other=0)

    def test_a_sum_that_is_not_zero_is_found(self) -> None:
        self.assertTrue(statement_faults(self.changed(Bank=-9)))

    def test_a_balance_below_its_limit_is_found(self) -> None:
        self.assertEqual(statement_faults(self.changed(Prepay=-5, Gateway=Decimal("8.59"))), [])
        self.assertTrue(statement_faults(self.changed(Prepay=-6, Gateway=Decimal("9.59"))))

    def test_less_than_nothing_held_is_found(self) -> None:
        self.assertTrue(statement_faults(self.changed(Held=-1, Gateway=1)))

    def test_a_balance_that_is_not_prepay_is_found(self) -> None:
        self.assertTrue(statement_faults(Statement.parse({**self.DOCUMENT, "Balance": 3})))


class Replays(unittest.TestCase):
    """All transfers of a statement, one after the other."""

    def test_transfers_give_the_accounts(self) -> None:
        replay = Replay(0)
        self.assertEqual(replay.take([TOP_UP, *PAID]), [])
        self.assertEqual(replay.end_faults((359, 0, 534, 107, 0, 0, -1000)), [])
        self.assertTrue(replay.end_faults((360, 0, 534, 107, 0, 0, -1001)))

    def test_what_is_known_may_come_again(self) -> None:
        replay = Replay(0)
        replay.take([TOP_UP, *PAID])
        self.assertEqual(replay.take([TOP_UP, *PAID]), [])
        self.assertEqual(replay.last, 3)

    def test_a_transfer_that_changed_is_found(self) -> None:
        replay = Replay(0)
        replay.take([TOP_UP])
        self.assertTrue(replay.take([TOP_UP._replace(amount=1001)]))
        self.assertTrue(replay.take([TOP_UP._replace(hash="other")]))

    def test_a_gap_is_found(self) -> None:
        self.assertTrue(replay_faults(TOP_UP, PAID[1]))
        self.assertTrue(replay_faults(TOP_UP._replace(sequence=0)))

    def test_an_id_twice_is_found(self) -> None:
        self.assertTrue(replay_faults(TOP_UP, TOP_UP._replace(sequence=2)))

    def test_a_balance_that_was_below_its_limit_is_found(self) -> None:
        low = TOP_UP._replace(amount=600)
        again = Transfer(4, GUID.format(5), "TopUp", "Bank", "Prepay", 1000)
        self.assertTrue(replay_faults(low, *PAID, again))
        self.assertEqual(replay_faults(low, *PAID, again, limit=-41), [])

    def test_a_transfer_of_nothing_or_to_nowhere_is_found(self) -> None:
        for wrong in ({"amount": 0}, {"amount": -1}, {"debit": "Prepay"}, {"credit": "Nobody"}):
            self.assertTrue(replay_faults(TOP_UP._replace(**wrong)))

    def test_nobody_sees_half_of_a_payment(self) -> None:
        replay = Replay(0)
        replay.take([TOP_UP, *PAID])
        self.assertEqual([replay.is_boundary(k) for k in range(4)], [True, True, False, True])


class Orders(unittest.TestCase):
    """What was moved for an order."""

    def test_an_order_is_paid_and_given_back_line_by_line(self) -> None:
        money, faults = order_money([TOP_UP, *PAID, *BOTH], PRICES)
        self.assertEqual(faults, [])
        self.assertEqual(money["order"].paid, [3])
        self.assertEqual(money["order"].refunded, {1: [5], 2: [7]})

    def test_what_was_held_pays_an_order(self) -> None:
        captured = [one._replace(kind="Capture", debit="Held") for one in PAID]
        self.assertEqual(money_faults(*captured), [])
        self.assertTrue(money_faults(*[one._replace(debit="Prepay") for one in captured]))

    def test_a_second_payment_is_found(self) -> None:
        again = [PAID[0]._replace(id=GUID.format(64)), PAID[1]._replace(id=GUID.format(65))]
        self.assertTrue(money_faults(*PAID, *again))

    def test_another_price_is_found(self) -> None:
        self.assertTrue(money_faults(PAID[0]._replace(amount=535), PAID[1]))
        self.assertTrue(money_faults(PAID[0], PAID[1]._replace(amount=106)))

    def test_half_of_a_payment_is_found(self) -> None:
        self.assertTrue(money_faults(PAID[0]))
        self.assertTrue(money_faults(PAID[1]))
        self.assertTrue(money_faults(PAID[0], *BOTH))

    def test_a_line_that_was_given_back_twice_is_found(self) -> None:
        again = [BOTH[0]._replace(id=GUID.format(96)), BOTH[1]._replace(id=GUID.format(97))]
        self.assertTrue(money_faults(*PAID, *BOTH, *again))

    def test_more_than_a_line_costs_is_found(self) -> None:
        self.assertTrue(money_faults(*PAID, *refund(4, 1, Price(199, 41))))
        self.assertTrue(money_faults(*PAID, *refund(4, 1, Price(335, 67))))

    def test_a_refund_of_what_was_not_paid_is_found(self) -> None:
        self.assertTrue(money_faults(*BOTH))
        self.assertTrue(money_faults(*BOTH, *PAID))

    def test_a_line_or_an_order_that_there_is_not_is_found(self) -> None:
        self.assertTrue(money_faults(*PAID, *refund(4, 3, Price(1, 1))))
        self.assertTrue(money_faults(*[one._replace(order="other") for one in PAID]))
        self.assertTrue(money_faults(TOP_UP._replace(order="order")))


class Ids(unittest.TestCase):
    """What belongs together has ids that say so."""

    def test_the_net_amount_and_the_vat_differ_in_the_last_bit(self) -> None:
        self.assertTrue(is_pair(*PAID))
        self.assertFalse(is_pair(PAID[0], PAID[1]._replace(id=GUID.format(10))))
        self.assertFalse(is_pair(PAID[0], PAID[1]._replace(kind="Capture")))

    def test_the_end_of_a_hold_has_an_id_that_no_client_counts_up_to(self) -> None:
        ends = {ended(GUID.format(number)) for number in range(16)}
        self.assertEqual(len(ends), 16)
        self.assertTrue(all(end[14] == "8" and end[19] in "89ab" for end in ends))


if __name__ == "__main__":
    unittest.main()
