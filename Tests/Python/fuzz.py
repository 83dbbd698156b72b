#!/usr/bin/env python3
"""Asks a sandbox whatever its own description allows, and more, and holds its answers against it.

    fuzz.py ADDRESS [--cases N] [--seed N]

ADDRESS is the server's, such as http://127.0.0.1:8080; it should limit no rates. Schemathesis makes
about N requests by /openapi.json, right ones and wrong ones, the same for the same seed and a new
sandbox: the examples, the edges of each value, random values, and what follows one from another.
Ends with 0 where each answer is described and no wrong request is taken; else with 1, and each
failure with a command that repeats it. Whatever is not asked or not judged stands in fuzz_rules.py.
"""

import argparse
import os
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path

import schemathesis
from schemathesis.cli import schemathesis as command
from schemathesis.generation.meta import TestPhase

import fuzz_rules
from fuzz_places import Places

TOKEN = "sandbox-token"
# How many requests the phases make that don't ask how many: as many as the description gives.
EXAMPLES, EDGES = 420, 11_500
# How far one request leads to the next, and how many such a chain makes with its repetitions.
STEPS, CHAIN = 6, 6

SETTINGS = """
[generation]
database = "none"
no-shrink = true

[phases.coverage.extra-data-sources]
responses = false

[phases.fuzzing.generation]
max-examples = {random}

[phases.stateful]
max-steps = {steps}

[phases.stateful.generation]
max-examples = {chains}
"""


class Plan:
    """How many requests each phase may make, for about so many in all."""

    def __init__(self, cases: int, operations: int):
        rest = max(0, cases - EXAMPLES)
        edges = min(EDGES, rest // 2)
        # Which part of the edges is asked for.
        self.share = edges / EDGES
        self.random = max(1, round((rest - edges) * 0.8 / operations))
        self.chains = max(2, round((rest - edges) * 0.2 / CHAIN))

    @property
    def settings(self) -> str:
        """As Schemathesis reads it."""
        return SETTINGS.format(random=self.random, steps=STEPS, chains=self.chains)


class Count:
    """What was asked, and what came of it."""

    def __init__(self):
        self.sent: Counter = Counter()
        self.statuses: Counter = Counter()
        self.passed_over: Counter = Counter()
        # What is wrong, a line each.
        self.failures: list[str] = []

    def report(self) -> str:
        """In words."""
        lines = [f"{sum(self.sent.values())} requests: {listed(self.sent)}"]
        lines.append(f"answers: {listed(self.statuses)}")
        lines += [f"not judged: {n} × {reason}" for reason, n in self.passed_over.most_common()]
        # With the sign that `make test` looks for when it sums up.
        lines += [f"✘ {failure}" for failure in self.failures]
        return "\n".join(lines)


def described(failure, case, response) -> str:
    """The failure in one line, with as much of request and answer as it takes to know it again."""
    answer = f"{response.status_code} {response.content[:300]!r}"
    text = f"{case.operation.label} {failure.title}: {failure.message[:300]} {case.body!r:.300}"
    return f"{text} was answered {answer}".replace("\n", " ")


def listed(counter: Counter) -> str:
    """The counts, by name."""
    return ", ".join(f"{name} {n}" for name, n in sorted(counter.items(), key=str))


def install(plan: Plan, seed: int, places: Places) -> Count:
    """Has Schemathesis ask of what there is, as often as planned, and count it."""
    count = Count()
    turns: Counter = Counter()

    @schemathesis.hook
    def filter_case(context, case) -> bool:
        if case.meta.phase.name != TestPhase.COVERAGE:
            return True
        label = case.operation.label
        turns[label] += 1
        return zlib.crc32(f"{seed} {label} {turns[label]}".encode()) < plan.share * 2**32

    @schemathesis.hook
    def map_case(context, case):
        return places.put_into(case)

    @schemathesis.hook
    def after_call(context, case, response) -> None:
        count.sent[case.meta.phase.name.value if case.meta else "probes"] += 1
        count.statuses[response.status_code] += 1

    @schemathesis.hook
    def filter_failure(context, failure, case, response) -> bool:
        reason = fuzz_rules.reason_to_pass_over(failure, case, response)
        if reason:
            count.passed_over[reason] += 1
        else:
            count.failures.append(described(failure, case, response))
        return reason is None

    return count


def run(address: str, cases: int, seed: int) -> int:
    """Asks, and gives the exit code."""
    places = Places(address, TOKEN)
    plan = Plan(cases, places.operations - len(fuzz_rules.NOT_ASKED))
    count = install(plan, seed, places)
    arguments = [
        "--no-color", "run", f"{address}/openapi.json",
        "--header", f"Authorization: Bearer {TOKEN}", "--seed", str(seed), "--workers", "1",
        "--checks", "all", "--continue-on-failure", "--request-timeout", "300",
        "--suppress-health-check", "all", "--warnings", "off",
        "--output-truncate", "false", "--output-sanitize", "false",
    ]
    for operation in fuzz_rules.NOT_ASKED:
        arguments += ["--exclude-operation-id", operation]
    # Schemathesis keeps what it finds where it runs.
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("schemathesis.toml").write_text(plan.settings + fuzz_rules.SETTINGS)
        try:
            command(arguments, standalone_mode=False)
            code = 0
        except SystemExit as exit:
            code = exit.code
        os.chdir("/")
    print(f"seed {seed}, asked for {cases} requests\n{count.report()}")
    return code


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return run(options.address, options.cases, options.seed)


if __name__ == "__main__":
    sys.exit(main())
