"""The checker of linearizability accepts what is possible and rejects what is not."""

import unittest
from math import inf

from linearizability import Operation, is_linearizable


def write(began: float, ended: float, value: int) -> Operation[int]:
    """A write to a register."""
    return Operation(began, ended, lambda _: value)


def read(began: float, ended: float, value: int) -> Operation[int]:
    """A read of a register that gave a value."""
    return Operation(began, ended, lambda state: state if state == value else None)


def increment(began: float, ended: float, result: int) -> Operation[int]:
    """An addition of one that answered with the sum."""
    return Operation(began, ended, lambda state: result if state + 1 == result else None)


class Accepted(unittest.TestCase):
    """Histories that an order of their operations explains."""

    def test_nothing(self) -> None:
        self.assertTrue(is_linearizable([], 0))

    def test_one_after_the_other(self) -> None:
        self.assertTrue(is_linearizable([write(0, 1, 1), read(2, 3, 1)], 0))

    def test_a_read_beside_a_write_sees_either_value(self) -> None:
        for value in (0, 1):
            self.assertTrue(is_linearizable([write(0, 9, 1), read(1, 2, value)], 0))

    def test_an_open_write_happens_late_or_never(self) -> None:
        self.assertTrue(is_linearizable([write(0, inf, 1), read(5, 6, 0), read(7, 8, 1)], 0))
        self.assertTrue(is_linearizable([write(0, inf, 1), read(5, 6, 0)], 0))

    def test_many_at_once(self) -> None:
        history = [increment(0, 100, number) for number in range(1, 13)]
        self.assertTrue(is_linearizable(history, 0))


class Rejected(unittest.TestCase):
    """Histories that none explains."""

    def test_a_stale_read(self) -> None:
        self.assertFalse(is_linearizable([write(0, 1, 1), read(2, 3, 0)], 0))

    def test_a_value_that_nobody_wrote(self) -> None:
        self.assertFalse(is_linearizable([write(0, 9, 1), read(1, 2, 2)], 0))

    def test_a_value_that_comes_back(self) -> None:
        history = [write(0, 9, 1), read(1, 2, 1), read(3, 4, 0)]
        self.assertFalse(is_linearizable(history, 0))

    def test_a_lost_update(self) -> None:
        self.assertFalse(is_linearizable([increment(0, 9, 1), increment(1, 8, 1)], 0))

    def test_an_open_write_that_is_undone(self) -> None:
        history = [write(0, inf, 1), read(1, 2, 1), read(3, 4, 0)]
        self.assertFalse(is_linearizable(history, 0))

    def test_two_reads_that_see_two_writes_in_different_orders(self) -> None:
        history = [
            write(0, 9, 1), write(0, 9, 2),
            read(10, 11, 1), read(12, 13, 2),
        ]
        self.assertFalse(is_linearizable(history, 0))


if __name__ == "__main__":
    unittest.main()
