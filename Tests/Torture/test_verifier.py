"""The verifier accepts what a crash may leave and rejects everything else."""

import unittest
from decimal import Decimal
from math import inf

from client import Answer, Outcome
from eventlog import EventLog
from history import OrderHistory, Step
from orders import AddItem, Create, Item, Order, Process, Rename
from verifier import order_faults, sequence_faults, stranger_faults

ITEM = Item("a", 1, Decimal("9.99"))
CREATED = Order("n", "Created", 1, (ITEM,))
LATER = Order("n", "Created", 2, (ITEM, ITEM))


def history(*outcomes: Outcome, at: tuple[float, ...] = (1, 2)) -> OrderHistory:
    """An order that was created, and then got an item, with these outcomes."""
    result = OrderHistory("n", id="1")
    changes = [(Create("n", (ITEM,)), CREATED), (AddItem(ITEM), LATER)]
    answer = Answer(201, {}, b'{"Id": "1"}')
    for (change, after), outcome, sent in zip(changes, outcomes, at):
        answered = inf if outcome is Outcome.UNKNOWN else sent + 0.5
        result.steps.append(Step(change, "k", "1", sent, after, outcome, answered, answer))
    return result


def event(sequence: int, version: int, kind: str = "order.updated", order: str = "1") -> dict:
    """An event."""
    return {
        "Sequence": sequence, "Version": version, "Type": kind, "OrderId": order,
        "Hash": "", "At": "", "Changes": [{"value": {"Name": "n/3"}}],
    }


def log(*versions: int) -> EventLog:
    """The events of one order with these versions."""
    result = EventLog()
    for number, version in enumerate(versions, 1):
        result.add(event(number, version, "order.created" if version == 1 else "order.updated"))
    return result


DONE, LOST, REFUSED = Outcome.ACKNOWLEDGED, Outcome.UNKNOWN, Outcome.REFUSED


class Orders(unittest.TestCase):
    """One order, as it is stored and as its events tell."""

    def test_what_was_acknowledged_is_right(self) -> None:
        self.assertEqual(order_faults(history(DONE), CREATED, log(1)), [])
        self.assertEqual(order_faults(history(DONE, DONE), LATER, log(1, 2)), [])

    def test_what_is_in_doubt_may_be_there_or_not(self) -> None:
        self.assertEqual(order_faults(history(LOST), None, log()), [])
        self.assertEqual(order_faults(history(LOST), CREATED, log(1)), [])
        self.assertEqual(order_faults(history(DONE, LOST), CREATED, log(1)), [])
        self.assertEqual(order_faults(history(DONE, LOST), LATER, log(1, 2)), [])

    def test_a_lost_order_is_found(self) -> None:
        self.assertTrue(order_faults(history(DONE), None, log()))

    def test_a_lost_change_is_found(self) -> None:
        self.assertTrue(order_faults(history(DONE, DONE), CREATED, log(1)))

    def test_what_was_refused_has_no_effect(self) -> None:
        self.assertEqual(order_faults(history(DONE, REFUSED), CREATED, log(1)), [])
        self.assertTrue(order_faults(history(DONE, REFUSED), LATER, log(1, 2)))

    def test_half_a_change_is_found(self) -> None:
        half = Order("n", "Created", 2, (ITEM,))
        self.assertTrue(order_faults(history(DONE, LOST), half, log(1, 2)))

    def test_another_amount_is_found(self) -> None:
        other = Order("n", "Created", 1, (Item("a", 1, Decimal("9.9900000000000002")),))
        self.assertTrue(order_faults(history(DONE), other, log(1)))

    def test_a_change_without_an_event_is_found(self) -> None:
        self.assertTrue(order_faults(history(DONE, DONE), LATER, log(1)))

    def test_an_event_without_a_change_is_found(self) -> None:
        self.assertTrue(order_faults(history(DONE, LOST), CREATED, log(1, 2)))

    def test_an_order_that_was_made_twice_is_found(self) -> None:
        twice = log(1)
        twice.add(event(2, 1, "order.created", "2"))
        self.assertTrue(order_faults(history(DONE), CREATED, twice))

    def test_another_id_is_found(self) -> None:
        other = EventLog()
        other.add(event(1, 1, "order.created", "2"))
        self.assertTrue(order_faults(history(DONE), CREATED, other))

    def test_an_order_that_nobody_sent_is_found(self) -> None:
        self.assertTrue(stranger_faults([], {}, log(1)))
        self.assertTrue(stranger_faults([history(DONE)], {"2": CREATED}, log(1)))
        self.assertEqual(stranger_faults([history(DONE)], {"1": CREATED}, log(1)), [])


class Cuts(unittest.TestCase):
    """What may be there on a disk as it was between two instants."""

    def test_what_came_before_is_there(self) -> None:
        both = history(DONE, DONE, at=(1, 2))
        self.assertEqual(both.possible(3, 4), [LATER])

    def test_what_came_between_may_be_there(self) -> None:
        both = history(DONE, DONE, at=(1, 2))
        self.assertEqual(both.possible(1.9, 2.1), [CREATED, LATER])
        self.assertEqual(both.possible(1.2, 2.1), [None, CREATED, LATER])

    def test_what_came_after_is_not_there(self) -> None:
        both = history(DONE, DONE, at=(1, 2))
        self.assertEqual(both.possible(1.8, 1.9), [CREATED])
        self.assertEqual(both.possible(0.5, 0.6), [None])


class Events(unittest.TestCase):
    """The events of the company."""

    def test_a_gap_is_found(self) -> None:
        self.assertTrue(log(1).add(event(3, 2)))

    def test_a_repeated_event_is_found(self) -> None:
        self.assertTrue(log(1).add(event(1, 1, "order.created")))

    def test_a_missing_version_is_found(self) -> None:
        self.assertTrue(log(1).add(event(2, 3)))
        self.assertTrue(log(1).add(event(2, 1)))

    def test_an_expiry_leaves_the_version(self) -> None:
        self.assertEqual(log(1).add(event(2, 1, "order.expired")), [])
        self.assertTrue(log(1).add(event(2, 2, "order.expired")))

    def test_an_answer_that_names_another_event_is_found(self) -> None:
        order = history(DONE)
        step = order.steps[0]
        step.answer = Answer(201, {}, b'{"Id": 7}')
        self.assertTrue(sequence_faults(order, log(1)))
        step.answer = Answer(201, {}, b'{"Id": 1}')
        self.assertEqual(sequence_faults(order, log(1)), [])

    def test_an_acknowledged_change_without_an_event_is_found(self) -> None:
        self.assertTrue(sequence_faults(history(DONE, DONE), log(1)))


class Rules(unittest.TestCase):
    """The model of an order."""

    def test_versions_grow_by_one(self) -> None:
        after = Rename("m").apply(CREATED)
        self.assertEqual(after, Order("m", "Created", 2, (ITEM,)))

    def test_a_stale_condition_is_refused(self) -> None:
        self.assertIsNone(Rename("m", 1).apply(LATER))
        self.assertIsNotNone(Rename("m", 2).apply(LATER))

    def test_a_second_process_is_refused(self) -> None:
        processed = Process().apply(CREATED)
        assert processed is not None
        self.assertEqual([item.status for item in processed.items], ["Processed"])
        self.assertIsNone(Process().apply(processed))
        self.assertIsNone(AddItem(ITEM).apply(processed))


if __name__ == "__main__":
    unittest.main()
