#!/usr/bin/env python3
"""Asks a server on SQLite, a server on PostgreSQL and odatapy the same random questions.

    differential.py --sqlite URL --postgres URL --token T [--seed N] [--count N] [--orders N]
    differential.py --self-test [--seed N] [--count N]

Posts the same random orders to both sandbox servers, whose company 1 must have none yet, and sends
random `$filter` and `$orderby`: all three must find the same orders in the same order. Exit code 0
only where they do. The self-test needs no server: it shows that odatapy answers everything that is
asked, and that faults which servers like to have would be noticed.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlsplit

import planted_faults
from oracle import KNOWN_DIFFERENCES, Oracle, ParsedQuery
from random_queries import QueryMaker, smaller, text_of
from sample_orders import as_answer, make_orders

ORDERS = "/v1/Companies(1)/Orders"
FULL_ORDERS = "/v1/Companies(1)/OrderFull"
# What each server makes for itself: where a query looks at it, the servers may differ.
OWN_MEMBERS = {
    "Id", "OrderId", "PrintableId", "CreatedDateUtc", "ModifiedDateUtc", "OrderExpiryDate",
}
URL_BYTES_MAX = 8192
SHOWN_MAX = 5
MINIMISING_STEPS_MAX = 80


# Shorter than any server keeps a connection on which nothing is sent.
IDLE_SECONDS_MAX = 5


class Server:
    """A server, and the orders that it was given."""

    def __init__(self, name, url, token):
        self.name = name
        address = urlsplit(url)
        self.connection = HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.used = time.monotonic()

    def send(self, method, path, body=None):
        """Sends a request; `receive` has its answer."""
        headers = dict(self.headers)
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        # The server closes a connection that was idle while the other one made its orders.
        if time.monotonic() - self.used > IDLE_SECONDS_MAX:
            self.connection.close()
        self.used = time.monotonic()
        self.connection.request(method, path, body, headers)

    def receive(self):
        """The status and the body of the answer to what was sent last."""
        try:
            response = self.connection.getresponse()
            data = response.read()
        except (HTTPException, OSError) as error:
            self.connection.close()
            return 0, f"{self.name} did not answer: {error!r}"
        if response.headers.get_content_type().endswith("json"):
            # Amounts are read as they are written.
            return response.status, json.loads(data, parse_float=str)
        return response.status, data.decode(errors="replace")

    def ask(self, method, path, body=None):
        self.send(method, path, body)
        return self.receive()

    def must(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        if not 200 <= status < 300:
            raise SystemExit(f"{self.name}: {method} {path} {body}: {status} {answer}")
        return answer

    def fill(self, plans):
        """Makes the orders and reads them back."""
        if self.must("GET", ORDERS + "?$top=1"):
            raise SystemExit(f"{self.name}: company 1 has orders already; take a new database")
        statuses = []
        for plan in plans:
            if plan["seconds"]:
                self.must("POST", "/sandbox/clock", {"advanceSeconds": plan["seconds"]})
            order = self.must("POST", FULL_ORDERS, plan["body"])["Id"]
            for step in plan["steps"]:
                # Not every order may take the step, but then on no server.
                statuses.append(
                    self.ask("POST", f"{ORDERS}({order})/{step}", {"OrderId": order})[0])
            # Ids sort by their millisecond: so those of all servers are in the same order.
            time.sleep(0.002)
        self.answers = sorted(self.must("GET", FULL_ORDERS), key=lambda order: order["TenderId"])
        self.ordinals = {answer["Id"]: number for number, answer in enumerate(self.answers)}
        if list(self.ordinals) != sorted(self.ordinals):
            raise SystemExit(f"{self.name}: ids don't sort by the time of their making")
        self.oracle = Oracle(self.answers)
        return statuses

    def found(self):
        """The ordinals of the orders in the answer to a query, or its refusal as a text."""
        status, answer = self.receive()
        if status != 200 or not isinstance(answer, list):
            text = answer.get("detail", answer) if isinstance(answer, dict) else answer
            return f"status {status}: {text}"
        return [self.ordinals.get(order.get("Id"), -1) for order in answer]


def shared(value):
    """An answer without what each server makes for itself; items of one Index are in the order of
    their ids, so elements are in the order of their texts here."""
    if isinstance(value, list):
        return sorted((shared(element) for element in value), key=str)
    if isinstance(value, dict):
        return {
            name: shared(part) for name, part in value.items() if name not in OWN_MEMBERS
        }
    return value


class Question:
    """A filter as a tree, the keys to sort by, and the aliases of both."""

    def __init__(self, tree, keys, aliases, path=FULL_ORDERS):
        self.tree, self.keys, self.path = tree, keys, path
        self.filter = text_of(tree) if tree else None
        self.orderby = ",".join(keys)
        used = f"{self.filter} {self.orderby}"
        self.aliases = {name: value for name, value in aliases.items() if f"@{name}" in used}
        self.parsed = ParsedQuery(self.filter, self.orderby, self.aliases)

    @property
    def url(self):
        options = {"$filter": self.filter, "$orderby": self.orderby, "$select": "Id"}
        options |= {f"@{name}": value for name, value in self.aliases.items()}
        return self.path + "?" + "&".join(
            f"{name}={quote(value, safe='')}" for name, value in options.items() if value)

    @property
    def is_same_on_all(self):
        """Whether it looks at nothing that each server makes for itself."""
        return not self.parsed.members & OWN_MEMBERS

    def smaller(self):
        if self.tree and self.keys:
            yield Question(self.tree, [], self.aliases, self.path)
            yield Question(None, self.keys, self.aliases, self.path)
        for place in range(len(self.keys) if len(self.keys) > 1 else 0):
            keys = self.keys[:place] + self.keys[place + 1:]
            yield Question(self.tree, keys, self.aliases, self.path)
        for tree in smaller(self.tree) if self.tree else []:
            yield Question(tree, self.keys, self.aliases, self.path)

    def __str__(self):
        lines = [f"  GET {self.path}", f"  $filter={self.filter}", f"  $orderby={self.orderby}"]
        return "\n".join(lines + [f"  @{name}={value}" for name, value in self.aliases.items()])


class Comparison:
    """What the two servers and the oracle say to one question."""

    def __init__(self, question, servers):
        for server in servers:
            server.send("GET", question.url)
        # The oracle works while the servers do.
        self.expected = {}
        if question.parsed.difference is None:
            for server in servers:
                is_known = self.expected and question.is_same_on_all
                self.expected[server.name] = (
                    next(iter(self.expected.values())) if is_known
                    else server.oracle.answer(question.parsed))
        self.found = {server.name: server.found() for server in servers}
        values = list(self.found.values())
        if question.parsed.difference:
            self.agrees = all(value == values[0] and isinstance(value, list) for value in values)
        else:
            self.agrees = self.found == self.expected

    def report(self, servers):
        lines = []
        for server in servers:
            found, expected = self.found[server.name], self.expected.get(server.name)
            lines.append(f"  {server.name}: {_short(found)}")
            if expected is not None and expected != found:
                lines.append(f"  odatapy on its orders: {_short(expected)}")
                if isinstance(found, list):
                    lines.append(f"  it lacks {_short(sorted(set(expected) - set(found)))}")
                    lines.append(f"  it has too many {_short(sorted(set(found) - set(expected)))}")
        order = self._differing_order(servers)
        if order:
            text = json.dumps(order, ensure_ascii=False)
            lines += ["  the first order that differs:", f"  {text}"]
        return "\n".join(lines)

    def _differing_order(self, servers):
        for server in servers:
            found = self.found[server.name]
            other = self.expected.get(server.name, self.found[servers[0].name])
            if isinstance(found, str) or isinstance(other, str) or found == other:
                continue
            for number in [*sorted(set(found) ^ set(other)),
                           *(one for one, two in zip(found, other) if one != two)]:
                return server.answers[number] if number >= 0 else None
        return None


def _short(found):
    text = found if isinstance(found, str) else f"{len(found)} orders {found}"
    return text if len(text) <= 400 else text[:400] + "…"


def minimised(question, servers):
    """A smaller question that shows a difference too, with what is said to it."""
    comparison = Comparison(question, servers)
    steps = 0
    while not comparison.agrees:
        for candidate in question.smaller():
            steps += 1
            if steps > MINIMISING_STEPS_MAX:
                return question, comparison
            less = Comparison(candidate, servers)
            if not less.agrees:
                question, comparison = candidate, less
                break
        else:
            break
    return question, comparison


def questions(maker, rng, count, tally):
    """As many questions as are wanted; those that are too long for a URL are counted and made
    anew, as are those that no one could judge."""
    made = 0
    while made < count:
        question = Question(*maker.make(), path=rng.choice([ORDERS, FULL_ORDERS]))
        if len(question.url) > URL_BYTES_MAX:
            tally["too long"] += 1
        elif question.parsed.difference and not question.is_same_on_all:
            tally["without a judge"] += 1
        else:
            made += 1
            yield question


def compare(arguments):
    rng = random.Random(arguments.seed)
    plans = make_orders(rng, arguments.orders)
    servers = [
        Server("SQLite", arguments.sqlite, arguments.token),
        Server("PostgreSQL", arguments.postgres, arguments.token),
    ]
    start = time.monotonic()
    statuses = [server.fill(plans) for server in servers]
    if statuses[0] != statuses[1]:
        raise SystemExit(f"operations were not answered alike: {statuses}")
    if shared(servers[0].answers) != shared(servers[1].answers):
        raise SystemExit("the orders are not read back alike")
    filled = time.monotonic()
    answers = [answer for server in servers for answer in server.answers]
    maker = QueryMaker(rng, answers, arguments.enum_namespace)
    tally, differences, shown, refusals = Counter(), 0, 0, Counter()
    for number, question in enumerate(questions(maker, rng, arguments.count, tally), 1):
        comparison = Comparison(question, servers)
        _count(tally, question, comparison.expected.values())
        if comparison.agrees:
            continue
        differences += 1
        refused = [found for found in comparison.found.values() if isinstance(found, str)]
        refusals.update(set(refused))
        # Of what is refused with the same words, the first is enough.
        is_new = not refused or refusals[refused[0]] == 1
        if is_new and shown < SHOWN_MAX:
            shown += 1
            print(f"difference in question {number}, seed {arguments.seed}:\n{question}")
            print(comparison.report(servers))
            less, comparison = minimised(question, servers)
            if less is not question:
                print(f" made smaller:\n{less}\n{comparison.report(servers)}")
            sys.stdout.flush()
    for refusal, times in refusals.most_common(20):
        print(f"refused {times} times: {_short(refusal)}")
    _summarise(tally, arguments, time.monotonic() - filled, filled - start)
    print(f"{differences} differences")
    return differences == 0 and _is_judged(tally, arguments)


def _count(tally, question, expected):
    if question.parsed.difference:
        tally[question.parsed.difference] += 1
        return
    tally["judged"] += 1
    if not question.is_same_on_all:
        tally["own members"] += 1
    sizes = {len(found) for found in expected}
    tally["none found"] += sizes == {0}


def _summarise(tally, arguments, seconds, filling=0.0):
    print(f"seed {arguments.seed}: {arguments.count} questions over {arguments.orders} orders in "
          f"{seconds:.1f} s, {arguments.count / seconds:.0f} a second; orders made in "
          f"{filling:.1f} s")
    print(f"judged by odatapy: {tally['judged']}; of these {tally['own members']} look at what "
          f"each server makes for itself, {tally['none found']} find nothing")
    for name, (why, _) in KNOWN_DIFFERENCES.items():
        print(f"SQLite = PostgreSQL only, {name}: {tally[name]} ({why})")
    print(f"made anew: {tally['too long']} longer than {URL_BYTES_MAX} bytes, "
          f"{tally['without a judge']} with a known difference and a server's own members")


def _is_judged(tally, arguments):
    if tally["judged"] >= 0.8 * arguments.count:
        return True
    print("odatapy judged less than 80 % of the questions")
    return False


def self_test(arguments):
    rng = random.Random(arguments.seed)
    plans = make_orders(rng, arguments.orders)
    answers = [as_answer(rng, plan, number) for number, plan in enumerate(plans)]
    # As after a journey through JSON.
    answers = json.loads(json.dumps(answers), parse_float=str)
    oracle = Oracle(answers)
    faulty = {name: Oracle(answers, visitor) for name, visitor in planted_faults.VISITORS.items()}
    noticed_by = {}
    tally, failures = Counter(), 0
    maker = QueryMaker(rng, answers, arguments.enum_namespace)
    start = time.monotonic()
    seconds = 0.0
    for number, question in enumerate(questions(maker, rng, arguments.count, tally), 1):
        started = time.monotonic()
        try:
            found = oracle.answer(question.parsed)
        except Exception as error:
            failures += 1
            print(f"odatapy fails with {error!r}:\n{question}")
            continue
        seconds += time.monotonic() - started
        _count(tally, question, [found])
        for name in faulty.keys() - noticed_by.keys():
            if not question.parsed.difference and faulty[name].answer(question.parsed) != found:
                noticed_by[name] = number
    _summarise(tally, arguments, time.monotonic() - start)
    print(f"odatapy alone: {arguments.count / seconds:.0f} a second")
    print(f"odatapy failed {failures} times")
    for name in faulty:
        print(f"planted fault {name}: noticed by question {noticed_by.get(name, 'none')}")
    is_sharp = noticed_by.keys() == faulty.keys()
    return failures == 0 and is_sharp and _is_judged(tally, arguments)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sqlite", metavar="URL", help="a sandbox server on SQLite")
    parser.add_argument("--postgres", metavar="URL", help="a sandbox server on PostgreSQL")
    parser.add_argument("--token", default="sandbox-token")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000, help="how many questions")
    parser.add_argument("--orders", type=int, default=200, help="how many orders")
    parser.add_argument(
        "--enum-namespace", metavar="NAME",
        help="ask for names as NAME.OrderState'Pending' too")
    parser.add_argument("--self-test", action="store_true", help="try the test itself, no servers")
    arguments = parser.parse_args()
    if not arguments.self_test and not (arguments.sqlite and arguments.postgres):
        parser.error("--sqlite and --postgres are needed, or --self-test")
    is_right = self_test(arguments) if arguments.self_test else compare(arguments)
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
