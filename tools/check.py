"""Every check and test of the project, one after the other, with what each of them took: `python -m tools.check`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.plugins.environment import TEST_ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
# The mypy plugin reads the Django settings, which want a database's address; nothing connects to this one.
TYPE_ENVIRONMENT = {**TEST_ENVIRONMENT, "DATABASE_URL": "postgresql://nobody@localhost/nowhere"}


@dataclass(frozen=True)
class Part:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def _tool(name: str) -> str:
    return str(Path(PYTHON).parent / name)


LINT = (
    Part("ruff check", (_tool("ruff"), "check", "--quiet", ".")),
    Part("ruff format", (_tool("ruff"), "format", "--check", "--quiet", ".")),
    Part("types", (_tool("mypy"), "src", "tools", "tests", "benchmarks"), TYPE_ENVIRONMENT),
    Part("import order", (_tool("lint-imports"), "--no-logo")),
    Part("templates", (_tool("djlint"), "src", "--lint", "--quiet")),
    Part("built assets", (PYTHON, "-m", "tools.assets", "check")),
    Part("portable files", (PYTHON, "-m", "tools.portable")),
)
TESTS = (
    Part("tests", (PYTHON, "-m", "pytest", "-m", "not browser", "-n", "2", "--cov", "--cov-report=term:skip-covered")),
    Part("browser", (PYTHON, "-m", "tools.browser")),
    Part("browser tests", (PYTHON, "-m", "pytest", "-m", "browser")),
)
MENU = {"lint": LINT, "tests": TESTS, "everything": LINT + TESTS}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in MENU:
        print(f"usage: python -m tools.check {'|'.join(MENU)}", file=sys.stderr)
        return 2
    outcomes = [run(part) for part in MENU[arguments[0]]]
    print(table(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run(part: Part) -> Outcome:
    """Every part runs, also after one that failed, so that one look shows all there is to mend."""
    print(f"== {part.name}", flush=True)
    begun = time.monotonic()
    environment = {**os.environ, **part.environment}
    status = subprocess.call(part.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    return Outcome(part.name, status == 0, time.monotonic() - begun)


def table(outcomes: Iterable[Outcome]) -> str:
    rows = [(outcome.name, outcome.seconds, "ok" if outcome.passed else "FAILED") for outcome in outcomes]
    rows.append(("all of it", sum(seconds for _, seconds, _ in rows), ""))
    return "\n" + "\n".join(f"{name:<16}{seconds:>8.1f} s  {verdict}".rstrip() for name, seconds, verdict in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
