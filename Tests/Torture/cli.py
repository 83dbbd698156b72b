"""Runs harnesses that break things around the server, and reports what held."""

import argparse
import shlex
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from harness import Context, Figures, Harness, Skipped, Violation
from harnesses import ALL
from planted import HARNESSES, PLANTS, Plant, find

FAULTS_SHOWN = 10
FAULT_LENGTH_MAX = 1_000


def main(arguments: Sequence[str]) -> int:
    """Runs what the arguments ask for.

    Returns the exit code: 0 only if everything held.
    """
    options = parse(arguments)
    # What was mounted is unmounted, and servers are stopped, on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if options.list:
        for harness in ALL:
            print(f"{harness.name:13} {harness.proves}")
        return 0
    try:
        held = [run(HARNESSES[name], options) for name in options.harnesses]
        if options.planted:
            held += [
                run_planted(plant, options)
                for plant in PLANTS if plant.harness in options.harnesses
            ]
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0 if all(held) else 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments; each count of a harness is a flag of its own."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    names = ", ".join(HARNESSES)
    parser.add_argument("harnesses", nargs="*", metavar="HARNESS", help=f"{names}; default: all")
    parser.add_argument("--binary", type=Path, help="the program docket")
    parser.add_argument("--seed", type=int, help="repeats a run")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--short", action="store_true", help="a minute or so (the default)")
    size.add_argument("--long", action="store_true", help="hours, before a release")
    parser.add_argument("--planted", action="store_true",
                        help="afterwards, each again with each bug that it must find")
    parser.add_argument("--require", action="append", default=[], metavar="HARNESS",
                        help="skipping it is a failure")
    parser.add_argument("--list", action="store_true", help="lists the harnesses")
    for harness in ALL:
        for count in harness.counts:
            parser.add_argument(f"--{harness.name}-{count.flag}", type=int, metavar="N",
                                help=f"{count.short} in a short run, {count.long} in a long one")
    options = parser.parse_args(arguments)
    for name in [*options.harnesses, *options.require]:
        if name not in HARNESSES:
            parser.error(f"there is no harness {name}")
    if options.binary is None and not options.list:
        parser.error("--binary is needed")
    options.harnesses = options.harnesses or list(HARNESSES)
    return options


def new_context(harness: Harness, options: argparse.Namespace) -> Context:
    """The run of a harness that the options ask for."""
    counts = {}
    for count in harness.counts:
        given = getattr(options, f"{harness.name}_{count.flag}".replace("-", "_"))
        usual = count.long if options.long else count.short
        counts[count.flag] = usual if given is None else given
    seed = SystemRandom().getrandbits(32) if options.seed is None else options.seed
    folder = Path(tempfile.mkdtemp(prefix=f"docket-torture-{harness.name}-"))
    return Context(options.binary.resolve(), folder, seed, counts=counts)


def run(harness: Harness, options: argparse.Namespace) -> bool:
    """Runs one harness and prints its line.

    Returns whether it held.
    """
    context = new_context(harness, options)
    start = time.monotonic()
    is_kept = False
    try:
        figures = harness.run(context)
        print_figures(harness, context, figures, time.monotonic() - start)
        return True
    except Skipped as skipped:
        is_required = harness.name in options.require
        word = "FAILED, skipped" if is_required else "skipped"
        print(f"{harness.name:13} {word}: {skipped}", flush=True)
        return not is_required
    except Exception as error:  # noqa: BLE001 - whatever it is, the seed must be told
        is_kept = True
        print_failure(harness, context, options, error)
        return False
    finally:
        if not is_kept:
            shutil.rmtree(context.folder, ignore_errors=True)


def run_planted(plant: Plant, options: argparse.Namespace) -> bool:
    """Runs one harness with a bug that it must find, and prints a line.

    Returns whether it found it.
    """
    context = new_context(HARNESSES[plant.harness], options)
    try:
        fault = find(context, plant)
    except Skipped as skipped:
        print(f"{plant.name:30} {plant.harness:13} skipped: {skipped}", flush=True)
        return plant.harness not in options.require
    finally:
        shutil.rmtree(context.folder, ignore_errors=True)
    verdict = f"NOT FOUND, seed {context.seed}" if fault is None else f"found: {shortened(fault)}"
    print(f"{plant.name:30} {plant.harness:13} {verdict}", flush=True)
    return fault is not None


def print_figures(harness: Harness, context: Context, figures: Figures, seconds: float) -> None:
    """The line of a harness that held."""
    text = ", ".join(f"{name} {value}" for name, value in figures.items())
    print(f"{harness.name:13} held: {text}; {seconds:.1f} s, seed {context.seed}", flush=True)


def print_failure(
    harness: Harness, context: Context, options: argparse.Namespace, error: Exception
) -> None:
    """What went wrong, and how to have it again."""
    print(f"{harness.name:13} FAILED, seed {context.seed}")
    if isinstance(error, Violation):
        lines = [shortened(fault) for fault in error.faults[:FAULTS_SHOWN]]
        if len(error.faults) > FAULTS_SHOWN:
            lines.append(f"and {len(error.faults) - FAULTS_SHOWN} more")
    else:
        lines = "".join(traceback.format_exception(error)).splitlines()
    counts = [f"--{harness.name}-{flag}={number}" for flag, number in context.counts.items()]
    words = ["torture", "--binary", str(options.binary), *counts, f"--seed={context.seed}"]
    lines.append(f"again: {shlex.join([*words, harness.name])}")
    lines.append(f"kept: {context.folder}")
    for line in lines:
        print(f"    {line}", flush=True)


def shortened(fault: str) -> str:
    """A fault that fits on a screen."""
    return fault if len(fault) <= FAULT_LENGTH_MAX else f"{fault[:FAULT_LENGTH_MAX]} …"
