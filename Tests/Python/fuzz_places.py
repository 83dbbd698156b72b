"""What requests of fuzz.py are about: without it nearly all of them would be answered 404."""

import json
import urllib.request
import zlib

from schemathesis.core.parameters import ParameterLocation

COMPANY = 14146
SETS = 8
# Where outgoing calls end at once, whatever the webhook; nothing of the machine's is called.
NOWHERE = "https://127.0.0.1:9/orders"
# What the description gives as an example of an Idempotency-Key.
EXAMPLE_KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'


class Places:
    """A sandbox, and sets of things in it that belong together: an order and its item, and so on.

    The things that the sandbox has from the start are in none: they stay as they are, so that
    orders can point at them whatever was changed or disabled before.
    """

    def __init__(self, address: str, token: str):
        self.address = address
        self.token = token
        self.operations = sum(map(len, self.send("GET", "/openapi.json")["paths"].values()))
        self.sets = [self.make_set(number) for number in range(SETS)]

    def send(self, method: str, path: str, body=None):
        """What is answered; an answer that is no success stops everything."""
        request = urllib.request.Request(
            self.address + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def make_set(self, number: int) -> dict:
        """Makes one thing of each kind, and gives their ids by the names of keys in paths."""
        company = f"/v1/Companies({COMPANY})"
        item = {"ItemTypeId": "1", "ItemStatusId": 1, "ProductId": "1", "Quantity": 2}
        order = self.send("POST", f"{company}/OrderFull", {
            "Name": f"Fuzzed {number}", "OrderTypeId": 1, "EntityId": 14202,
            "State": "Pending" if number % 2 else "Created",
            "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85", "Items": [item],
        })
        customer = self.send("POST", f"{company}/CustomerFull", {
            "PrimaryName": f"Fuzzed {number}", "CustomerTypeId": 2,
            "Addresses": [{"AddressTypeId": 2, "Locality": "Sampleton"}],
        })
        webhook = self.send("POST", f"{company}/Webhooks", {"Url": NOWHERE})["Id"]
        delivery = self.send("POST", f"{company}/Webhooks({webhook})/Test")
        client = {"Id": f"fuzzed-{number}", "Name": "Fuzzed", "Role": "clerk"}
        employee = {"FirstName": "F", "LastName": "Uzzed", "UserName": f"fuzzed{number}"}
        user = {
            "UserName": f"fuzzed{number}@example.test", "Password": "correct horse battery",
            "Role": "clerk",
        }
        return {
            "spareCompanyId": self.send("POST", "/v1/Companies", {"Name": "Fuzzed"})["Id"],
            "orderId": order["Id"],
            "itemId": order["Items"][0]["Id"],
            "customerId": customer["Id"],
            "addressId": customer["Addresses"][0]["Id"],
            "locationId": self.send("POST", f"{company}/Locations", {"Name": "Fuzzed"})["Id"],
            "employeeId": self.send("POST", f"{company}/Employees", employee)["Id"],
            "webhookId": webhook,
            "deliveryId": delivery["Id"],
            "clientId": self.send("POST", f"{company}/Clients", client)["Id"],
            "userId": self.send("POST", f"{company}/Users", user)["Id"],
        }

    def put_into(self, case):
        """The case, about a set; what is wrong in it on purpose stays wrong."""
        data = case.meta.phase.data
        is_about_path = data.parameter_location == ParameterLocation.PATH
        if case.path_parameters and not is_about_path \
                and not case.meta.is_negative_at(ParameterLocation.PATH):
            chosen = self.sets[zlib.crc32(repr(case.path_parameters).encode()) % SETS]
            for name in case.path_parameters:
                case.path_parameters[name] = self.key(name, case, chosen)
        if not case.meta.is_negative_at(ParameterLocation.BODY) and isinstance(case.body, dict):
            self.put_into_body(case)
        if case.headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
            self.put_into_headers(case)
        return case

    def key(self, name: str, case, chosen: dict):
        """The key of that name; a Company that is disabled is none that the others are in."""
        if name != "companyId":
            # The names of pages and files are all described.
            return chosen.get(name, case.path_parameters[name])
        is_company_itself = case.operation.path == "/v1/Companies({companyId})"
        is_change = case.operation.method.upper() in ("PUT", "DELETE")
        return chosen["spareCompanyId"] if is_company_itself and is_change else COMPANY

    def put_into_body(self, case) -> None:
        """Nobody outside is called, and an id of a body is that of its path."""
        if "Url" in case.body:
            case.body["Url"] = NOWHERE
        keys = case.path_parameters or {}
        own = keys.get("itemId", keys.get("orderId"))
        for name, known in (("Id", own), ("OrderId", keys.get("orderId"))):
            if name in case.body and known:
                case.body[name] = known

    def put_into_headers(self, case) -> None:
        """The example of a key would be everybody's, and that of a preference would store nothing.

        Every other change is made in earnest, each under a key of its own.
        """
        turn = zlib.crc32(repr((case.operation.label, case.path_parameters, case.body)).encode())
        if case.headers.get("Idempotency-Key") == EXAMPLE_KEY:
            case.headers["Idempotency-Key"] = f'"{turn}"'
        if case.headers.get("Prefer") == "dry-run" and turn % 2:
            del case.headers["Prefer"]
