"""Sends one request under one Idempotency-Key over many connections at once.

All connections hold back the last byte of their request and let it go together. There must be one
effect, and every answer must be the first one or 409 (it is being done).
"""

from random import Random

from client import COMPANY, Answer, Connection, Request
from eventlog import EventLog
from harness import Context, Count, Figures, Harness, demand
from orders import AddItem, Process, Rename, random_create, random_item
from server import Server

CONNECTIONS = 64


def run(context: Context) -> Figures:
    """Rounds of the same request, then the fences of a key."""
    random = context.random("keys")
    database = context.database()
    same = running = 0
    with Server(context.binary, database, plant=context.plant) as server:
        with Connection(server.port) as connection:
            demand(fence_faults(connection, server.port))
            log = EventLog()
            many = [Connection(server.port) for _ in range(CONNECTIONS)]
            for number in range(context.counts["rounds"]):
                request = next_request(connection, random, number)
                demand(log.read(connection))
                before = log.last
                answers = send_together(many, request.with_key(f"round-{number}"))
                demand(log.read(connection))
                demand(answer_faults(number, answers, log.last - before))
                first = [answer for answer in answers if answer.status != 409]
                same += len(first)
                running += len(answers) - len(first)
    return {
        "rounds": context.counts["rounds"], "connections": CONNECTIONS,
        "equal answers": same, "answered 409": running,
    }


def next_request(connection: Connection, random: Random, number: int) -> Request:
    """A request of another kind in each round; all but the first want an order to be there."""
    create = random_create(random, f"keys-{number}")
    if number % 4 == 0:
        return create.request()
    order_id = connection.send(create.request()).json["Id"]
    changes = {1: AddItem(random_item(random)), 2: Rename("once"), 3: Process()}
    return changes[number % 4].request(order_id)


def send_together(connections: list[Connection], request: Request) -> list[Answer]:
    """Sends a request over many connections in the same instant."""
    data = request.encoded()
    for connection in connections:
        connection.write(data[:-1])
    for connection in connections:
        connection.write(data[-1:])
    return [connection.read() for connection in connections]


def answer_faults(number: int, answers: list[Answer], effects: int) -> list[str]:
    """What is wrong with the answers of a round."""
    faults = []
    if effects != 1:
        faults.append(f"round {number}: {effects} effects")
    done = [answer for answer in answers if answer.status != 409]
    different = {(answer.status, answer.body) for answer in done}
    if len(different) != 1:
        faults.append(f"round {number}: {len(different)} different answers: {different}")
    elif not 200 <= done[0].status < 300:
        faults.append(f"round {number}: {done[0].status} {done[0].body!r}")
    firsts = sum(not answer.is_replayed for answer in done)
    if done and firsts != 1:
        faults.append(f"round {number}: {firsts} answers say that they are the first")
    return faults


def fence_faults(connection: Connection, port: int) -> list[str]:
    """A key belongs to a token and a kind of request: nobody else gets its answer."""
    rename = Rename("renamed")
    create = {"Name": "fence", "OrderTypeId": 1, "EntityId": 14202}
    request = Request("POST", f"{COMPANY}/Orders", create).with_key("fence")
    first = connection.send(request)
    other_body = Request("POST", f"{COMPANY}/Orders", {**create, "Name": "other"})
    reused = connection.send(other_body.with_key("fence"))
    other_route = connection.send(rename.request(first.json["Id"]).with_key("fence"))
    with Connection(port, token=new_token(connection)) as other:
        other_token = other.send(request)
    faults = []
    if reused.status != 422:
        faults.append(f"the same key with another body: {reused.status}, and not 422")
    if other_route.is_replayed or other_route.body == first.body:
        faults.append("the same key on another route got the answer of the first")
    if other_token.status != 201 or other_token.json["Id"] == first.json["Id"]:
        faults.append(f"the same key with another token: {other_token.status} "
                      f"{other_token.body!r}, and not an order of its own")
    return faults


def new_token(connection: Connection) -> str:
    """Another token of the sandbox's client."""
    form = b"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox-secret"
    connection.write(
        b"POST /v1/oauth2/token HTTP/1.1\r\nHost: docket\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        + f"Content-Length: {len(form)}\r\n\r\n".encode() + form
    )
    return connection.read().json["access_token"]


HARNESS = Harness(
    "keys", "one Idempotency-Key has one effect, however often and however fast it comes", run,
    (Count("rounds", 20, 1_000),),
)
