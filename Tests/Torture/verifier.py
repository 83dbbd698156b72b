"""Compares what a server has with what its clients know."""

from collections.abc import Iterable
from math import inf

from client import COMPANY, Connection, Outcome
from eventlog import EventLog
from history import OrderHistory
from orders import Order


def read_order(connection: Connection, order_id: str) -> Order | None:
    """One order with its items; None where there is none."""
    answer = connection.get(f"{COMPANY}/OrderFull({order_id})")
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise OSError(f"order {order_id}: {answer.status} {answer.body!r}")
    return Order.parse(answer.json)


def read_orders(connection: Connection) -> dict[str, Order]:
    """All orders with their items, by id."""
    answer = connection.get(f"{COMPANY}/OrderFull")
    if answer.status != 200:
        raise OSError(f"the list of orders: {answer.status} {answer.body!r}")
    return {full["Id"]: Order.parse(full) for full in answer.json}


def order_faults(
    history: OrderHistory,
    stored: Order | None,
    log: EventLog,
    acknowledged_before: float = inf,
    sent_before: float = inf,
) -> list[str]:
    """What is wrong with one order, as it is stored and as the events tell of it."""
    name = history.base_name
    faults, history.faults = history.faults, []
    possible = history.possible(acknowledged_before, sent_before)
    if stored not in possible:
        faults.append(f"{name}: there is {stored}, and there may be {possible}")
    ids = log.created.get(name, [])
    if len(ids) > 1:
        faults.append(f"{name}: created {len(ids)} times: {ids}")
    if stored is not None and not ids:
        faults.append(f"{name}: there, and no event tells of its creation")
    if history.id is not None and ids and ids[0] != history.id:
        faults.append(f"{name}: acknowledged as {history.id}, created as {ids[0]}")
    version = log.versions.get(ids[0], 0) if ids else 0
    if version != (stored.version if stored else 0):
        faults.append(f"{name}: events up to version {version}, and stored is {stored}")
    return faults


def sequence_faults(history: OrderHistory, log: EventLog) -> list[str]:
    """Whether operations were answered with the numbers that their events have."""
    faults = []
    for step in history.steps:
        if step.outcome is not Outcome.ACKNOWLEDGED or step.after is None or step.answer is None:
            continue
        number = step.answer.json.get("Id")
        sequence = log.sequences.get((step.order_id or history.id or "", step.after.version))
        if sequence is None:
            faults.append(f"{step.key}: acknowledged, and no event tells of it")
        elif isinstance(number, int) and number != sequence:
            faults.append(f"{step.key}: answered as event {number}, and it is event {sequence}")
    return faults


def stranger_faults(
    histories: Iterable[OrderHistory], stored: dict[str, Order], log: EventLog
) -> list[str]:
    """Orders that nobody sent."""
    names = {history.base_name for history in histories}
    known_ids = {order_id for ids in log.created.values() for order_id in ids}
    return [
        *(f"{name}: created, and nobody sent it" for name in log.created if name not in names),
        *(f"order {id}: stored, and no event tells of it" for id in stored if id not in known_ids),
    ]


def whole_faults(
    histories: list[OrderHistory],
    connection: Connection,
    acknowledged_before: float = inf,
    sent_before: float = inf,
) -> list[str]:
    """Reads everything that the server has and compares it with what its clients know."""
    log = EventLog()
    faults = log.read(connection)
    stored = read_orders(connection)
    faults += stranger_faults(histories, stored, log)
    for history in histories:
        ids = log.created.get(history.base_name, [])
        order = stored.get(ids[0]) if ids else None
        faults += order_faults(history, order, log, acknowledged_before, sent_before)
        if acknowledged_before == inf:
            faults += sequence_faults(history, log)
    return faults
