"""Kills the server again and again while many clients pay orders by prepay, top up, hold and
refund, on SQLite and on PostgreSQL.

Many of them pay the same order at once, most accounts are short of money, and what is in doubt is
sent again until it is answered. From time to time, and in the end: all that clients know is
compared with all statements. On PostgreSQL there are two servers, which are killed one by one or
together.
"""

import time
from collections import defaultdict

from account import Account, Call
from auditor import account_faults
from client import Answer, Connection, Request
from harness import Context, Count, Figures, Harness, command, demand
from ledger import Price, Statement, pence, statement_faults
from payers import PAGE, Payers, Ports, Till
from postgres import NoPostgres, PostgresServer
from server import Server, check
from shipments import SHIPMENTS, Shipment, order_body

CLIENTS = 64
# Everything is looked at after so many payments, and at most so often.
PAYMENTS_PER_LOOK = 2_000
LOOKS_MAX = 10
# Every so many accounts have credit, of so many pence.
CREDIT_EVERY = 5
CREDIT = 750
WAIT_SECONDS = 0.002
SERVER_FLAGS = (
    # Links name the server, and its port is another one after each start.
    "--public-url", "http://docket.test", "--rate-limit", "1000000000",
)
ITEM = "06364749-1bfa-4152-a8d7-0f0a5d9f602c"


def run(context: Context) -> Figures:
    """The same on one database after the other."""
    figures: Figures = {"on SQLite": Life(context, "sqlite", servers=1).run()}
    try:
        with PostgresServer(context.folder / "postgres-files") as postgres:
            life = Life(context, "postgres", servers=2, url=postgres.url)
            figures["on PostgreSQL"] = life.run()
    except NoPostgres as missing:
        figures["on PostgreSQL"] = f"NOT TRIED ({missing})"
    return figures


class Life:
    """One database, the servers on it, and its accounts."""

    def __init__(self, context: Context, name: str, servers: int, url: str | None = None):
        self.context = context
        self.random = context.random("payments", name)
        self.servers = [
            Server(context.binary, context.database(f"{name}-{number}"), plant=context.plant,
                   arguments=SERVER_FLAGS, url=url)
            for number in range(servers)
        ]
        self.url = url or f"sqlite:{self.servers[0].database}"
        self.ports: Ports = [None] * servers
        self.tills: list[Till] = []
        self.shipments: list[Shipment] = []
        self.kills = self.readings = self.unavailable = 0

    def run(self) -> str:
        """Load, kills and looks.

        Returns the figures, in a sentence.
        """
        payments = self.context.counts["payments"]
        looks = max(1, min(LOOKS_MAX, payments // PAYMENTS_PER_LOOK))
        try:
            self.restart()
            self.open_accounts()
            for look in range(looks):
                kills = part(self.context.counts["kills"], look, looks)
                self.load_and_kill(part(payments, look, looks), kills)
                self.look(is_last=look == looks - 1)
        finally:
            for number in range(len(self.servers)):
                self.kill(number)
        wrong = check(self.context.binary, self.url)
        demand([wrong] if wrong else [])
        return self.figures()

    # Servers

    def start(self, number: int) -> None:
        """Starts a server, and tells the clients."""
        self.servers[number].start()
        self.ports[number] = self.servers[number].port

    def kill(self, number: int) -> None:
        """Kills a server; nobody connects to where it was any more, where another one may be."""
        self.ports[number] = None
        self.servers[number].kill()

    def kill_and_start(self) -> None:
        """Kills one server or all of them, some of them once more while they start."""
        numbers = list(range(len(self.servers)))
        if self.random.randrange(3):
            numbers = [self.random.choice(numbers)]
        for number in numbers:
            self.kill(number)
        for number in numbers:
            if self.random.randrange(4) == 0:
                self.servers[number].spawn()
                time.sleep(self.random.uniform(0, 0.2))
                self.servers[number].kill()
            self.start(number)
        self.kills += 1

    def restart(self) -> None:
        """Kills and starts all: what clients have sent and left is done by then, or never."""
        for number in range(len(self.servers)):
            self.kill(number)
        for number in range(len(self.servers)):
            self.start(number)

    def load_and_kill(self, payments: int, kills: int) -> None:
        """Load, and a kill whenever some more has been answered."""
        payers = Payers(
            self.ports, self.tills, self.shipments, self.random, CLIENTS, payments).start()
        try:
            for instant in sorted(self.random.choices(range(payments), k=kills)):
                while payers.answered < instant and not payers.is_over:
                    time.sleep(WAIT_SECONDS)
                if not payers.is_failed:
                    self.kill_and_start()
            payers.join()
        finally:
            payers.stop()
        self.unavailable += payers.unavailable
        demand(payers.faults)

    # Accounts

    def open_accounts(self) -> None:
        """Makes the companies, and learns the prices."""
        with Connection(self.servers[0].port) as connection:
            card = good(connection.get("/v1/Companies(14146)/RateCard"))
            for number in range(self.context.counts["accounts"]):
                made = good(connection.send(
                    Request("POST", "/v1/Companies", {"Name": f"Account {number}"})))
                company = made.json["Id"]
                root = f"/v1/Companies({company})"
                good(connection.send(Request("POST", f"{root}/Locations", {"Name": "Here"})))
                good(connection.send(
                    Request("PUT", f"{root}/RateCard", {"Tables": card.json["Tables"]})))
                credit = CREDIT if number % CREDIT_EVERY == 1 else 0
                if credit:
                    command(self.context.binary, "prepay", "credit", "--database", self.url,
                            "--company", company, f"{credit / 100}")
                self.tills.append(Till(Account(company, -credit)))
            self.shipments = [
                Shipment(one.service, one.weight, price(connection, company, one))
                for one in SHIPMENTS
            ]

    def look(self, is_last: bool) -> None:
        """Compares all accounts with what their clients know; in the end with a new reading of
        their statements from the first transfer on."""
        self.restart()
        faults = []
        with Connection(self.servers[-1].port) as connection:
            for till in self.tills:
                account = till.account
                faults += read_statement(connection, account, 0 if is_last else None)
                faults += read_orders(connection, account) + account_faults(account)
                self.readings += len(account.readings)
                account.readings.clear()
        demand(faults)

    def figures(self) -> str:
        """What has been done."""
        calls = [call for till in self.tills for call in till.account.calls]
        transfers = sum(till.account.replay.last for till in self.tills)
        again = sum(call.first_sent < call.sent for call in calls)
        return (
            f"{len(calls):,} payments of {len(self.tills)} accounts, {self.kills} kills, "
            f"{again:,} sent again, {sum(call.status == 400 for call in calls):,} too dear, "
            f"{rushed(calls):,} orders paid by several at once, {transfers:,} transfers, "
            f"{self.readings:,} reads, {self.unavailable:,} times 503"
        )


def part(whole: int, number: int, parts: int) -> int:
    """One of so many parts that are as equal as they can be."""
    return whole * (number + 1) // parts - whole * number // parts


def good(answer: Answer) -> Answer:
    """An answer that must be a success."""
    demand([] if answer.status in (200, 201) else [f"{answer.status} {answer.body!r}"])
    return answer


def price(connection: Connection, company: int, shipment: Shipment) -> Price:
    """What a shipment costs."""
    request = Request("POST", "/api/orders/verify", order_body([shipment], [ITEM]))
    request.headers["Docket-Company"] = str(company)
    found = good(connection.send(request)).json
    demand([str(error) for error in found["Errors"]])
    return Price(pence(found["TotalPriceExVat"]), pence(found["TotalVat"]))


def read_statement(connection: Connection, account: Account, after: int | None) -> list[str]:
    """Reads the statement to its end, from where it was read before or from somewhere else.

    Returns what is wrong.
    """
    faults: list[str] = []
    replay = account.replay
    place = replay.last if after is None else after
    company = {"Docket-Company": str(account.company)}
    while True:
        answer = good(connection.get(
            f"/api/prepay/statement?after={place}&top={PAGE}", **company))
        page = Statement.parse(answer.json)
        faults += statement_faults(page) + replay.take(page.transfers)
        place += len(page.transfers)
        if len(page.transfers) < PAGE:
            break
    balance = pence(good(connection.get("/api/prepay", **company)).json)
    if balance != page.balance or place != replay.last:
        faults.append(f"the balance is {balance} and {page.balance}, and {place} of "
                      f"{replay.last} transfers are left")
    faults += replay.end_faults(page.balances)
    return [f"company {account.company}: {fault}" for fault in faults]


def read_orders(connection: Connection, account: Account) -> list[str]:
    """Learns the GUIDs of the orders; one that is lost has none.

    Returns which orders nobody was told of, though every client has got its answer.
    """
    path = f"/v1/Companies({account.company})/Orders?$select=Id,SourceId"
    guids = {found["SourceId"]: found["Id"] for found in good(connection.get(path)).json}
    for order in account.orders:
        order.guid = guids.pop(order.number, "")
    return [f"company {account.company}: order {number} was made, and nobody knows it"
            for number in guids]


def rushed(calls: list[Call]) -> int:
    """How many orders were paid by several clients at once."""
    paying = defaultdict(list)
    for call in calls:
        if call.kind in ("Payment", "Capture") and call.status == 200:
            paying[call.order].append((call.first_sent, call.answered))
    return sum(
        any(second[0] < first[1] for first, second in zip(spans, spans[1:]))
        for spans in map(sorted, paying.values()))


HARNESS = Harness(
    "payments", "money is moved once or not at all, and every account adds up, whatever breaks",
    run, (Count("payments", 800, 200_000), Count("accounts", 20, 100), Count("kills", 4, 200)),
)
