"""What it costs to compute slots: `python benchmarks/availability.py`; fails when one answer is not the oracle's."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# So that it also runs as a file.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import adversarial, digests, engine, timing

PARTS = ("engine", "database", "adversarial")


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.make_digests:
        digests.make_digests()
        return 0
    if options.hurry:
        timing.hurry()
    answers = digests.Answers()
    timing.headline("This machine")
    timing.calibrate()
    if "engine" in options.parts:
        engine.measure(answers, options.hosts)
    if "database" in options.parts:
        _measure_database(answers, options.hosts)
    if "adversarial" in options.parts:
        adversarial.measure(options.hosts)
    return answers.tell()


def _measure_database(answers: digests.Answers, largest: int) -> None:
    from benchmarks.database import running  # noqa: PLC0415  (Django can be imported once a database runs)

    with running():
        from benchmarks import from_database  # noqa: PLC0415

        from_database.measure(answers, largest)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make-digests", action="store_true", help="ask the oracle of the tests, and keep its answers")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--hosts", type=int, default=1000, help="the largest team to measure")
    parser.add_argument("--hurry", action="store_true", help="one round of each: figures that say nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
