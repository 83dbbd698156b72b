"""Clients that pay, top up, hold and refund at random, many on one account at once.

What is in doubt is sent again until it is answered, be it that the server is killed meanwhile.
"""

import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from account import Account, Call, ParcelOrder, Reading
from client import Answer, Broken, Connection, NotConnected, Outcome, Request
from ledger import Statement, pence, statement_faults
from shipments import Shipment, order_body

ANSWER_SECONDS_MAX = 120
PAUSE_SECONDS = 0.01
# How many orders of an account are not paid at a time: so few that many clients pay the same one.
UNPAID_MAX = 3
# How many of the last orders, top-ups and holds of an account clients come back to.
RECENT = 30
# Transfers of a page: the most that there may be.
PAGE = 1_000
# How often a client leaves before the answer and comes back at once.
ABANDONED = 0.02
# How much of all is about the first account.
HOT = 0.25
# In pence: what is paid in at most, and from which balance on nothing is. The dearest order costs
# little more, so that accounts are often short of money.
TOP_UP_MAX = 1_200
RICH = 500
# What clients do, and how often.
KINDS = ("Payment", "TopUp", "Refund", "Hold", "Capture", "Void", "Balance", "Statement")
WEIGHTS = (38, 22, 14, 8, 6, 4, 4, 4)
# Where the servers listen; None for one that is down.
Ports = list[int | None]


@dataclass
class Till:
    """What clients pick from in an account; shared by all of them."""

    account: Account
    unpaid: list[ParcelOrder] = field(default_factory=list)
    paid: deque[ParcelOrder] = field(default_factory=lambda: deque(maxlen=RECENT))
    top_ups: deque[Call] = field(default_factory=lambda: deque(maxlen=RECENT))
    holds: deque[Call] = field(default_factory=lambda: deque(maxlen=RECENT))
    # Up to where somebody has read the statement, and the balance of which somebody heard last.
    read: int = 0
    balance: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    # How many clients make an order.
    making: int = 0


class Payers:
    """Clients, each on a thread of its own, until so many of their calls are answered."""

    def __init__(
        self, ports: Ports, tills: list[Till], shipments: list[Shipment], random: Random,
        clients: int, calls: int,
    ):
        self.ports = ports
        self.tills = tills
        self.shipments = shipments
        self.wanted = calls
        self.answered = 0
        self.unavailable = 0
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self.errors: list[Exception] = []
        self.faults: list[str] = []
        self.threads = [
            threading.Thread(target=self.guard, args=(Random(random.getrandbits(64)),))
            for _ in range(clients)
        ]

    def start(self) -> "Payers":
        """Sets all clients going."""
        for thread in self.threads:
            thread.start()
        return self

    def join(self) -> None:
        """Waits until all clients have their answers.

        Raises what went wrong in one of them.
        """
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def stop(self) -> None:
        """Has all clients give up, and waits for that."""
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    @property
    def is_over(self) -> bool:
        """Whether no client is to begin anything more."""
        return self.answered >= self.wanted or self.is_failed

    @property
    def is_failed(self) -> bool:
        """Whether something is wrong."""
        return bool(self.errors or self.faults) or self.stopped.is_set()

    def guard(self, random: Random) -> None:
        """A client's work, with its errors kept for `join`."""
        try:
            payer = Payer(self, random)
            while not self.is_over:
                payer.act()
            payer.leave()
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            self.errors.append(error)

    def count(self, faults: list[str]) -> None:
        """Notes that a call is answered, and what is wrong with the answer."""
        with self.lock:
            self.answered += 1
            self.faults += faults


class Payer:
    """One client, with its connection."""

    def __init__(self, crowd: Payers, random: Random):
        self.crowd = crowd
        self.random = random
        self.connection: Connection | None = None

    # Talking

    def connected(self) -> Connection:
        """The connection; a new one, to any server that is up, where there is none.

        Raises NotConnected where none is up.
        """
        if self.connection is None:
            port = self.random.choice(self.crowd.ports)
            if port is None:
                raise NotConnected("the server is down")
            self.connection = Connection(port)
        return self.connection

    def leave(self) -> None:
        """Closes the connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def ask(
        self, request: Request, till: Till, before: Callable[[], None] = lambda: None
    ) -> Answer:
        """Sends a request until it is answered; `before` is called before each time.

        Raises TimeoutError where no answer comes at all.
        """
        request.headers["Docket-Company"] = str(till.account.company)
        end = time.monotonic() + ANSWER_SECONDS_MAX
        while time.monotonic() < end and not self.crowd.stopped.is_set():
            try:
                connection = self.connected()
                before()
                answer = connection.send(request)
            except (Broken, NotConnected):
                self.leave()
            else:
                if answer.is_last:
                    self.leave()
                if answer.outcome is not Outcome.UNKNOWN:
                    return answer
                if answer.status != 503:
                    raise OSError(f"{request}: {answer.status} {answer.body!r}")
                self.crowd.unavailable += 1
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"no answer to {request}")

    def call(self, till: Till, call: Call) -> Call:
        """Has money moved, or hears why not."""
        till.account.calls.append(call)
        request = call.request()

        def sending() -> None:
            call.sent = time.monotonic()
            call.first_sent = min(call.first_sent, call.sent)

        if self.random.random() < ABANDONED:
            self.abandon(till, request, call, sending)
        answer = self.ask(request, till, sending)
        call.answered = time.monotonic()
        self.crowd.count(call.note(answer))
        if call.shown:
            till.balance = call.shown[0]
        return call

    def abandon(
        self, till: Till, request: Request, call: Call, sending: Callable[[], None]
    ) -> None:
        """Sends a request and leaves."""
        request.headers["Docket-Company"] = str(till.account.company)
        try:
            connection = self.connected()
            sending()
            call.is_abandoned = True
            connection.write(request.encoded())
        except (Broken, NotConnected):
            pass
        self.leave()

    # Acting

    def act(self) -> None:
        """Does something with some account."""
        tills = self.crowd.tills
        till = tills[0] if self.random.random() < HOT else self.random.choice(tills)
        if self.makes_order(till):
            self.make_order(till)
            return
        match self.random.choices(KINDS, WEIGHTS)[0]:
            case "TopUp" if till.balance < RICH:
                self.top_up(till)
            case "Payment" | "TopUp":
                self.pay(till)
            case "Refund":
                self.refund(till)
            case "Hold":
                self.hold(till)
            case "Capture" if till.holds:
                self.capture(till)
            case "Void" if till.holds:
                hold = self.random.choice(till.holds)
                self.call(till, Call("Void", hold.id))
            case "Statement":
                self.read_statement(till)
            case _:
                self.read_balance(till)

    def makes_order(self, till: Till) -> bool:
        """Whether the account has so few orders to pay that this client is to make one."""
        with till.lock:
            is_wanted = len(till.unpaid) + till.making < UNPAID_MAX
            till.making += is_wanted
        return is_wanted

    def make_order(self, till: Till) -> None:
        """Makes an order, once."""
        shipments = self.random.choices(self.crowd.shipments, k=self.random.randint(1, 3))
        body = order_body(shipments, [self.guid() for _ in shipments])
        answer = self.ask(Request("POST", "/api/orders", body).with_key(self.guid()), till)
        if answer.status != 200:
            raise OSError(f"an order: {answer.status} {answer.body!r}")
        found = answer.json
        order = ParcelOrder(found["OrderId"], tuple(one.price for one in shipments))
        if pence(found["TotalPrice"]) != order.price:
            raise ValueError(f"{found} ought to cost {order.price}")
        with till.lock:
            till.account.orders.append(order)
            till.unpaid.append(order)
            till.making -= 1

    def some_order(self, till: Till, unpaid: float) -> ParcelOrder | None:
        """An order, with that chance one that is not paid as far as anybody knows."""
        with till.lock:
            chosen = till.unpaid if self.random.random() < unpaid else till.paid
            if not chosen or self.random.random() < 0.05:
                chosen = till.account.orders
            return self.random.choice(chosen) if chosen else None

    def pay(self, till: Till) -> None:
        """Pays an order by prepay."""
        if order := self.some_order(till, 0.8):
            self.note_paid(till, self.call(till, Call("Payment", order=order)))

    def capture(self, till: Till) -> None:
        """Pays an order by a hold: mostly that which it was made for."""
        hold = self.random.choice(till.holds)
        order = hold.order if self.random.random() < 0.8 else self.some_order(till, 0.8)
        if order:
            self.note_paid(till, self.call(till, Call("Capture", hold.id, order=order)))

    def note_paid(self, till: Till, call: Call) -> None:
        """Notes that an order is paid, if it is."""
        order = call.order
        with till.lock:
            if call.status == 200 and order in till.unpaid:
                till.unpaid.remove(order)
                till.paid.append(order)

    def top_up(self, till: Till) -> None:
        """Pays money in, or once more what was paid in, sometimes of another amount."""
        call = Call("TopUp", self.guid(), self.random.randint(1, TOP_UP_MAX))
        if till.top_ups and self.random.random() < 0.25:
            known = self.random.choice(till.top_ups)
            call.id = known.id
            if self.random.random() < 0.7:
                call.amount = known.amount
        else:
            till.top_ups.append(call)
        self.call(till, call)

    def refund(self, till: Till) -> None:
        """Gives money back, for an order or a line."""
        if order := self.some_order(till, 0.1):
            line = self.random.choice([None, *range(1, len(order.prices) + 1)])
            self.call(till, Call("Refund", order=order, line=line))

    def hold(self, till: Till) -> None:
        """Keeps the price of an order back, or once more what is kept back."""
        if till.holds and self.random.random() < 0.2:
            known = self.random.choice(till.holds)
            self.call(till, Call("Hold", known.id, known.amount))
        elif order := self.some_order(till, 0.9):
            call = Call("Hold", self.guid(), order.price, order)
            till.holds.append(call)
            self.call(till, call)

    def guid(self) -> str:
        """A new GUID."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    # Reading

    def read_balance(self, till: Till) -> None:
        """Reads the balance."""
        reading, answer = self.read(till, "/api/prepay")
        reading.balance = till.balance = pence(answer.json)
        till.account.readings.append(reading)

    def read_statement(self, till: Till) -> None:
        """Reads a page of the statement: what is new, or anything."""
        after = till.read if self.random.random() < 0.7 else self.random.randint(0, till.read)
        top = self.random.choice((PAGE, PAGE, 5))
        path = f"/api/prepay/statement?after={after}&top={top}"
        reading, answer = self.read(till, path)
        statement = Statement.parse(answer.json)
        end = statement.transfers[-1].sequence if statement.transfers else after
        reading.statement = statement
        reading.end = end if len(statement.transfers) < top else None
        till.read = max(till.read, end)
        till.account.readings.append(reading)
        faults = statement_faults(statement)
        if statement.limit != till.account.limit:
            faults.append(f"the limit is {statement.limit}, and was set to {till.account.limit}")
        if faults:
            about = f"company {till.account.company}, {path}"
            self.crowd.faults += [f"{about}: {fault}" for fault in faults]

    def read(self, till: Till, path: str) -> tuple[Reading, Answer]:
        """Reads something, with the instants around it."""
        reading = Reading(0)

        def sending() -> None:
            reading.sent = time.monotonic()

        answer = self.ask(Request("GET", path), till, sending)
        reading.answered = time.monotonic()
        if answer.status != 200:
            raise OSError(f"{path}: {answer.status} {answer.body!r}")
        return reading, answer
