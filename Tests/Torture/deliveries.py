"""What a receiver of webhooks was sent, and what is wrong with it."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """One request that a receiver got."""

    id: str
    sequence: int
    order_id: str
    is_taken: bool
    at: float


def parse(headers: dict[str, str], body: bytes, is_taken: bool, at: float) -> Delivery:
    """A delivery out of the request that brought it."""
    event = json.loads(body)["data"]["event"]
    return Delivery(
        headers["webhook-id"], event["Sequence"], event["OrderId"], is_taken, at)


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether one of the signatures is right (Standard Webhooks)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return any(
        hmac.compare_digest(wanted, found) for found in headers["webhook-signature"].split())


def delivery_faults(deliveries: list[Delivery], wanted: set[int]) -> list[str]:
    """What is wrong with all that a receiver got, which ought to have taken each wanted event:
    nothing is missing, nothing else came, the first taking of an order's events is in order, and
    a repetition has the id of the first."""
    taken = [delivery for delivery in deliveries if delivery.is_taken]
    sequences = {delivery.sequence for delivery in taken}
    faults = []
    if missing := sorted(wanted - sequences):
        faults.append(f"events {missing} were not delivered")
    if strange := sorted(sequences - wanted):
        faults.append(f"events {strange} were delivered, and nobody asked for them")
    last: dict[str, int] = {}
    seen: set[int] = set()
    for delivery in taken:
        if delivery.sequence in seen:
            continue
        seen.add(delivery.sequence)
        if delivery.sequence < last.get(delivery.order_id, 0):
            faults.append(f"event {delivery.sequence} of order {delivery.order_id} came after "
                          f"event {last[delivery.order_id]}")
        last[delivery.order_id] = delivery.sequence
    return faults + id_faults(deliveries)


def id_faults(deliveries: list[Delivery]) -> list[str]:
    """A receiver knows a repetition by its id."""
    ids: dict[int, set[str]] = {}
    for delivery in deliveries:
        ids.setdefault(delivery.sequence, set()).add(delivery.id)
    return [
        f"event {sequence} was delivered under {len(found)} ids: {sorted(found)}"
        for sequence, found in ids.items() if len(found) > 1
    ]
