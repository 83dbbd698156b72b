"""Orders as a model: small values, and changes that are pure functions on them.

The rules are those of the Orders API for orders whose items are all of type DropShip.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any, Protocol

from client import COMPANY, Request

CUSTOMER = "659c2a38-d083-4421-9330-46d779702f85"
LOCATION = 14202
# As the server has it where nothing is said.
EXPIRY_HOURS = 72
CHANGEABLE = ("Created", "Pending")


@dataclass(frozen=True)
class Item:
    """An item, as far as the harnesses look at it."""

    sku: str
    quantity: int
    price: Decimal
    status: str = "New"

    def body(self) -> dict[str, Any]:
        """As it is sent."""
        return {
            "ItemTypeId": 1, "ItemStatusId": 1, "SKU": self.sku, "Quantity": self.quantity,
            "SellingPrice": str(self.price),
        }


@dataclass(frozen=True)
class Order:
    """An order, as far as the harnesses look at it."""

    name: str
    state: str
    version: int
    items: tuple[Item, ...]

    @staticmethod
    def parse(full: dict[str, Any]) -> "Order":
        """An order out of an OrderFull document."""
        items = tuple(
            Item(item["SKU"], item["Quantity"], Decimal(item["SellingPrice"]), item["ItemStatus"])
            for item in full["Items"]
        )
        return Order(full["Name"], full["State"], full["Version"], items)

    def changed(self, **members: Any) -> "Order":
        """The order one version later."""
        return replace(self, version=self.version + 1, **members)

    def with_items_as(self, status: str) -> tuple[Item, ...]:
        """Its items, all of that status."""
        return tuple(replace(item, status=status) for item in self.items)


class Change(Protocol):
    """Something that a client asks for."""

    def request(self, order_id: str) -> Request:
        """The request for it."""

    def apply(self, order: Order | None) -> Order | None:
        """The order afterwards; None where it is refused. The order before is None where there
        is none."""


@dataclass(frozen=True)
class Create:
    """Makes an order with its items."""

    name: str
    items: tuple[Item, ...]
    expiry_hours: int = EXPIRY_HOURS

    def request(self, order_id: str = "") -> Request:
        return Request("POST", f"{COMPANY}/OrderFull", {
            "Name": self.name, "OrderTypeId": 1, "EntityId": LOCATION,
            "BillingCustomerId": CUSTOMER, "OrderExpiryHours": self.expiry_hours,
            "Items": [item.body() for item in self.items],
        })

    def apply(self, order: Order | None) -> Order | None:
        return Order(self.name, "Created", 1, self.items)


@dataclass(frozen=True)
class AddItem:
    """Adds an item."""

    item: Item

    def request(self, order_id: str) -> Request:
        return Request("POST", f"{COMPANY}/Orders({order_id})/Items", self.item.body())

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state not in CHANGEABLE:
            return None
        return order.changed(items=order.items + (self.item,))


@dataclass(frozen=True)
class Rename:
    """Gives another name, on the condition that the order has a version, where one is given."""

    name: str
    if_match: int | None = None

    def request(self, order_id: str) -> Request:
        headers = {} if self.if_match is None else {"If-Match": f'"{self.if_match}"'}
        return Request("PATCH", f"{COMPANY}/Orders({order_id})", {"Name": self.name}, headers)

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state not in CHANGEABLE:
            return None
        if self.if_match not in (None, order.version):
            return None
        return order.changed(name=self.name)


@dataclass(frozen=True)
class MakePending:
    """Created becomes Pending."""

    def request(self, order_id: str) -> Request:
        return Request("PATCH", f"{COMPANY}/Orders({order_id})", {"State": "Pending"})

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state != "Created":
            return None
        return order.changed(state="Pending")


@dataclass(frozen=True)
class Process:
    """Created or Pending becomes Processed."""

    def request(self, order_id: str) -> Request:
        return operation("Process", order_id)

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state not in CHANGEABLE:
            return None
        return order.changed(state="Processed", items=order.with_items_as("Processed"))


@dataclass(frozen=True)
class Ship:
    """Processed becomes Completed."""

    def request(self, order_id: str) -> Request:
        return operation("Shipped", order_id)

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state != "Processed":
            return None
        return order.changed(state="Completed", items=order.with_items_as("Shipped"))


@dataclass(frozen=True)
class Cancel:
    """Pending becomes Cancelled."""

    def request(self, order_id: str) -> Request:
        return operation("Cancel", order_id)

    def apply(self, order: Order | None) -> Order | None:
        if order is None or order.state != "Pending":
            return None
        return order.changed(state="Cancelled", items=order.with_items_as("Cancelled"))


def operation(name: str, order_id: str) -> Request:
    """One of the operations that want the order's id in the body."""
    return Request("POST", f"{COMPANY}/Orders({order_id})/{name}", {"OrderId": order_id})


def random_item(random: Random) -> Item:
    """An item with an exact price."""
    price = Decimal(random.randrange(1, 10_000_000)) / 10_000
    return Item(f"{random.randrange(100_000):05}", random.randint(1, 9), price)


def random_create(random: Random, name: str, expiry_hours: int = EXPIRY_HOURS) -> Create:
    """An order with one to four items."""
    items = tuple(random_item(random) for _ in range(random.randint(1, 4)))
    return Create(name, items, expiry_hours)


def random_change(random: Random, order: Order) -> Change:
    """A change of an order; some are such as the order's state or version refuses."""
    kind = random.choices(
        ("item", "name", "match", "pending", "process", "ship", "cancel"),
        (4, 3, 2, 2, 2, 2, 1),
    )[0]
    match kind:
        case "item":
            return AddItem(random_item(random))
        case "name":
            return Rename(next_name(order.name))
        case "match":
            return Rename(next_name(order.name), order.version - random.choice((0, 0, 1)))
        case "pending" if order.state != "Pending":
            return MakePending()
        case "ship":
            return Ship()
        case "cancel":
            return Cancel()
        case _:
            return Process()


def next_name(name: str) -> str:
    """Another name for the same order: what stands before the slash stays."""
    base, _, number = name.partition("/")
    return f"{base}/{int(number or 0) + 1}"


def base_name(name: str) -> str:
    """What stays of an order's name whatever it is renamed to."""
    return name.partition("/")[0]
