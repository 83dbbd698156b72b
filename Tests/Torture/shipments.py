"""Orders of parcels, of a few kinds of shipments whose prices are learnt from the server."""

from dataclasses import dataclass
from typing import Any

from ledger import Price

ADDRESS = {
    "ContactName": "A Person", "Email": "a@example.test", "Phone": "01000000000",
    "Property": "1", "Street": "First Road", "Town": "Bolton", "Postcode": "BL1 1AA",
    "CountryIsoCode": "GBR",
}
CUSTOMER = {"Email": "a@example.test", "Forename": "A", "Surname": "Sender"}


@dataclass(frozen=True)
class Shipment:
    """An item of orders, and what it costs."""

    service: str
    weight: float
    price: Price = Price(0, 0)

    def body(self, id: str) -> dict[str, Any]:
        """As it is sent."""
        return {
            "Id": id, "Service": self.service, "CollectionDate": "2020-01-01T00:00:00",
            "CollectionAddress": ADDRESS,
            "Parcels": [{
                "Height": 10, "Length": 20, "Width": 15, "Weight": self.weight,
                "EstimatedValue": 5, "ContentsSummary": "Books", "DeliveryAddress": ADDRESS,
            }],
        }


SHIPMENTS = [
    Shipment("tarn-shop-to-shop", 0.5), Shipment("wren-tracked", 0.5),
    Shipment("wren-tracked", 1.5),
]


def order_body(shipments: list[Shipment], ids: list[str]) -> dict[str, Any]:
    """An order as it is sent."""
    items = [shipment.body(id) for shipment, id in zip(shipments, ids)]
    return {"Items": items, "CustomerDetails": CUSTOMER}
