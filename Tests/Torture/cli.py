"""The command line: chooses harnesses, runs them one after the other, and reports."""

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from harness import Context, Figures, Harness, Skipped, Violation
from harnesses import ALL

FAULTS_SHOWN = 10


def main(arguments: Sequence[str]) -> int:
    """Runs what the arguments ask for.

    Returns the exit code: 0 only if everything held.
    """
    options = parser().parse_args(arguments)
    if options.list:
        for harness in ALL:
            print(f"{harness.name:13}{harness.proves}")
        return 0
    if options.binary is None:
        parser().error("--binary is needed")
    chosen = [h for h in ALL if not options.harnesses or h.name in options.harnesses]
    held = [run(harness, options) for harness in chosen]
    return 0 if all(held) else 1


def parser() -> argparse.ArgumentParser:
    """The arguments; each count of a harness is a flag of its own."""
    result = argparse.ArgumentParser(prog="torture", description=sys.modules["cli"].__doc__)
    names = [harness.name for harness in ALL]
    result.add_argument("harnesses", nargs="*", metavar="HARNESS", choices=[*names, []])
    result.add_argument("--binary", type=Path, help="the program docket")
    result.add_argument("--seed", type=int, help="repeats a run")
    size = result.add_mutually_exclusive_group()
    size.add_argument("--short", action="store_true", help="a minute or so (the default)")
    size.add_argument("--long", action="store_true", help="before a release")
    result.add_argument("--require", action="append", default=[], metavar="HARNESS",
                        choices=names, help="skipping it is a failure")
    result.add_argument("--list", action="store_true", help="lists the harnesses")
    for harness in ALL:
        for count in harness.counts:
            result.add_argument(f"--{harness.name}-{count.flag}", type=int, metavar="N",
                                help=f"{count.short} in a short run, {count.long} in a long one")
    return result


def context(harness: Harness, options: argparse.Namespace, plant: str | None = None) -> Context:
    """The run of a harness that the options ask for."""
    counts = {}
    for count in harness.counts:
        given = getattr(options, f"{harness.name}_{count.flag}".replace("-", "_"))
        usual = count.long if options.long else count.short
        counts[count.flag] = usual if given is None else given
    seed = SystemRandom().getrandbits(32) if options.seed is None else options.seed
    folder = Path(tempfile.mkdtemp(prefix=f"docket-{harness.name}-"))
    return Context(options.binary.resolve(), folder, seed, options.long, plant, counts)


def run(harness: Harness, options: argparse.Namespace) -> bool:
    """Runs one harness and prints its line.

    Returns whether it held.
    """
    this = context(harness, options)
    start = time.monotonic()
    try:
        figures = harness.run(this)
    except Skipped as skipped:
        shutil.rmtree(this.folder, ignore_errors=True)
        is_required = harness.name in options.require
        print(f"{harness.name:13}{'FAILED' if is_required else ''} skipped: {skipped}", flush=True)
        return not is_required
    except KeyboardInterrupt:
        shutil.rmtree(this.folder, ignore_errors=True)
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the seed must be told
        print_failure(harness, this, options, error)
        return False
    shutil.rmtree(this.folder, ignore_errors=True)
    print_result(harness, this, figures, time.monotonic() - start)
    return True


def print_result(harness: Harness, this: Context, figures: Figures, seconds: float) -> None:
    """The line of a harness that held."""
    text = ", ".join(f"{name} {value}" for name, value in figures.items())
    print(f"{harness.name:13}held: {text}; {seconds:.1f} s, seed {this.seed}", flush=True)


def print_failure(
    harness: Harness, this: Context, options: argparse.Namespace, error: Exception
) -> None:
    """What went wrong, and how to have it again."""
    print(f"{harness.name:13}FAILED, seed {this.seed}")
    if isinstance(error, Violation):
        for fault in error.faults[:FAULTS_SHOWN]:
            print(f"    {fault}")
        if len(error.faults) > FAULTS_SHOWN:
            print(f"    and {len(error.faults) - FAULTS_SHOWN} more")
    else:
        for line in "".join(traceback.format_exception(error)).splitlines():
            print(f"    {line}")
    counts = " ".join(f"--{harness.name}-{flag} {n}" for flag, n in this.counts.items())
    size = "--long" if options.long else "--short"
    print(f"    again: torture --binary {this.binary} {size} {counts} --seed {this.seed} "
          f"{harness.name}")
    print(f"    kept: {this.folder}", flush=True)
