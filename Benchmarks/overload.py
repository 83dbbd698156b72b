#!/usr/bin/env python3
"""Measures what a server does with more than it can carry.

    Benchmarks/overload.py [--kind create|read|list|mixed] [--seconds 30] [--binary PATH]

First as much as it can carry, its peak: 256 connections, each of which asks again once it is
answered. Then once, twice and ten times as much, by a clock that does not wait for answers, over
1,536 connections, three times as many as requests are worked on at once. These clients don't wait as
long as they are told, and so are refused the later the more of them there are.

The peak is measured again behind each of them, and goodput is held against the mean of the two: a
machine that others share, and a database that grows, have another one a minute later.

The load is made on the same machine: what it takes of the cores the server does not have, and ten
times the load takes more of them than one time. `load CPU` says how much; it is part of the truth
of a machine with few cores.

Needs Linux, gcc and Python; build the server first: swift build -c release --product docket.
"""

import argparse
from pathlib import Path

import loaded

KINDS = ["create", "read", "list", "mixed"]
PEAK_CONNECTIONS = 256
CONNECTIONS = 1536
GOODPUT_BAR = 0.9
REFUSAL_BAR_MS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description="How a server does with more than it can carry.")
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--binary", type=Path, default=loaded.BINARY)
    parser.add_argument("--factor", type=float, action="append")
    options = parser.parse_args()
    loaded.open_loop()
    for kind in options.kind or KINDS:
        measure(kind, options.factor or [1, 2, 10], options.seconds, options.binary)


def measure(kind: str, factors: list[float], seconds: float, binary: Path) -> None:
    with loaded.server(binary) as server:
        files = loaded.requests(server, kind)
        # What is made at the first request is there already.
        run(server, files, PEAK_CONNECTIONS, 0, min(seconds, 5))
        print(f"\n{kind}, {seconds:g} s each")
        print(
            f"{'load':>12} {'asked/s':>9} {'good/s':>8} {'p50, p99 ms':>16} "
            f"{'refused/s':>10} {'p50, p99, max ms':>22} {'failed':>7} {'not sent':>9} "
            f"{'server CPU':>11} {'load CPU':>9} {'MB':>5}"
        )
        before = peak(server, files, seconds)
        for factor in factors:
            figures = run(server, files, CONNECTIONS, factor * before, seconds)
            row(f"{factor:g} x", figures)
            after = peak(server, files, seconds)
            if factor > 1:
                judge(figures, (before + after) / 2)
            before = after


def peak(server: loaded.Server, files: list[Path], seconds: float) -> float:
    """As much as the server can carry, a second."""
    figures = run(server, files, PEAK_CONNECTIONS, 0, seconds)
    row("peak", figures)
    return figures["ok"] / figures["seconds"]


def run(
    server: loaded.Server, files: list[Path], connections: int, rate: float, seconds: float
) -> dict[str, float]:
    before = server.cpu_seconds()
    figures = loaded.Load(
        server, files, connections=connections, rate=rate, seconds=seconds
    ).figures()
    figures["server_cpu"] = (server.cpu_seconds() - before) / figures["seconds"]
    figures["load_cpu"] = figures["cpu_seconds"] / figures["seconds"]
    figures["resident_mb"] = server.resident_mb()
    figures["asked"] = (figures["sent"] + figures["unsent"]) / figures["seconds"]
    return figures


def row(name: str, figures: dict[str, float]) -> None:
    good = figures["ok"] / figures["seconds"]
    refused = figures["refused"] / figures["seconds"]
    times = f"{figures['ok_p50']:.1f}, {figures['ok_p99']:.1f}"
    shares = ("p50", "p99", "max")
    refusals = ", ".join(f"{figures[f'refused_sent_{share}']:.1f}" for share in shares)
    print(
        f"{name:>12} {figures['asked']:9.0f} {good:8.0f} {times:>16} "
        f"{refused:10.0f} {refusals if refused else '':>22} {figures['failed']:7.0f} "
        f"{figures['unsent']:9.0f} {figures['server_cpu']:11.2f} {figures['load_cpu']:9.2f} "
        f"{figures['resident_mb']:5.0f}",
        flush=True,
    )


def judge(figures: dict[str, float], most: float) -> None:
    goodput = figures["ok"] / figures["seconds"] / most
    verdicts = [
        (
            f"goodput: {goodput:.2f} of the peak, >= {GOODPUT_BAR}",
            goodput >= GOODPUT_BAR,
        ),
        (
            f"refusals, p99: {figures['refused_sent_p99']:.0f} ms, < {REFUSAL_BAR_MS} ms",
            figures["refused_sent_p99"] < REFUSAL_BAR_MS,
        ),
    ]
    for text, is_met in verdicts:
        print(f"{'':>12} {text}, {'met' if is_met else 'MISSED'}")


if __name__ == "__main__":
    main()
