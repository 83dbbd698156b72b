"""The judge of webhooks accepts repetitions, and rejects what is lost, late or changed."""

import json
import unittest

from deliveries import Delivery, delivery_faults, is_signed, parse

# The example of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def delivery(sequence: int, order: str = "a", is_taken: bool = True, id: str = "") -> Delivery:
    """A delivery of an event."""
    return Delivery(id or f"id-{sequence}", sequence, order, is_taken, 0)


class Deliveries(unittest.TestCase):
    """All that a receiver got."""

    def test_each_once_is_right(self) -> None:
        self.assertEqual(delivery_faults([delivery(1), delivery(2, "b")], {1, 2}), [])

    def test_orders_may_overtake_one_another(self) -> None:
        self.assertEqual(delivery_faults([delivery(2, "b"), delivery(1, "a")], {1, 2}), [])

    def test_repetitions_are_right(self) -> None:
        found = [delivery(1, is_taken=False), delivery(1), delivery(1), delivery(2)]
        self.assertEqual(delivery_faults(found, {1, 2}), [])

    def test_a_lost_event_is_found(self) -> None:
        self.assertTrue(delivery_faults([delivery(1)], {1, 2}))
        self.assertTrue(delivery_faults([delivery(1), delivery(2, is_taken=False)], {1, 2}))

    def test_an_event_that_nobody_asked_for_is_found(self) -> None:
        self.assertTrue(delivery_faults([delivery(1), delivery(3)], {1}))

    def test_an_event_that_overtakes_another_of_its_order_is_found(self) -> None:
        self.assertTrue(delivery_faults([delivery(2), delivery(1)], {1, 2}))

    def test_a_repetition_under_another_id_is_found(self) -> None:
        found = [delivery(1, is_taken=False), delivery(1, id="other")]
        self.assertTrue(delivery_faults(found, {1}))


class Signatures(unittest.TestCase):
    """Signatures of Standard Webhooks."""

    def test_the_published_example_is_right(self) -> None:
        self.assertTrue(is_signed(SECRET, HEADERS, BODY))

    def test_one_of_several_is_enough(self) -> None:
        both = {**HEADERS, "webhook-signature": "v1,AAAA " + HEADERS["webhook-signature"]}
        self.assertTrue(is_signed(SECRET, both, BODY))

    def test_another_body_time_or_id_is_found(self) -> None:
        self.assertFalse(is_signed(SECRET, HEADERS, BODY + b" "))
        for name in ("webhook-id", "webhook-timestamp"):
            self.assertFalse(is_signed(SECRET, {**HEADERS, name: "1"}, BODY))

    def test_the_event_is_read_from_the_body(self) -> None:
        body = json.dumps({"data": {"event": {"Sequence": 3, "OrderId": "a"}}}).encode()
        found = parse({"webhook-id": "i"}, body, True, 1.5)
        self.assertEqual(found, Delivery("i", 3, "a", True, 1.5))


if __name__ == "__main__":
    unittest.main()
